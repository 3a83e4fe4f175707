/** How well one ranking finds what was hidden, each from 0 to 1. */
export interface UserMetrics {
  readonly precision: number;
  readonly recall: number;
  /** Binary gains, discounted by log2(rank + 1); the ideal has min(k, hidden items) hits (Järvelin and Kekäläinen 2002). */
  readonly ndcg: number;
  readonly hit: number;
  /** 1 / rank of the first hit. */
  readonly mrr: number;
}

export const metricNames = ['precision', 'recall', 'ndcg', 'hit', 'mrr'] as const satisfies (keyof UserMetrics)[];

/** @param ranking items, the best first; may be shorter than k @param hidden at least one */
export function userMetrics(ranking: ArrayLike<number>, hidden: ReadonlySet<number>, k: number): UserMetrics {
  let hits = 0;
  let gain = 0;
  let first = 0;
  for (let rank = 0; rank < Math.min(k, ranking.length); rank++) {
    if (!hidden.has(ranking[rank]!)) continue;
    hits += 1;
    gain += 1 / Math.log2(rank + 2);
    if (first === 0) first = 1 / (rank + 1);
  }
  let ideal = 0;
  for (let rank = 0; rank < Math.min(k, hidden.size); rank++) ideal += 1 / Math.log2(rank + 2);
  return { precision: hits / k, recall: hits / hidden.size, ndcg: gain / ideal, hit: hits > 0 ? 1 : 0, mrr: first };
}
