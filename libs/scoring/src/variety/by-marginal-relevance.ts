import { dotSparse } from '@jophiel/vectors';
import type { Entry } from './entry.ts';

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): place by place, the entry with the largest
 * `λ · score − (1 − λ) · max similarity to what stands above`. Divided by λ it is the score less a penalty, so it stays
 * comparable; a similarity below 0 is no merit. Compares each of the first `among` entries with each that is placed;
 * those behind keep their order and stand no higher than the last of these.
 *
 * @param lambda in (0, 1]; with 1 nothing changes
 */
export function byMarginalRelevance(ranked: readonly Entry[], lambda: number, among: number): Entry[] {
  const weight = (1 - lambda) / lambda;
  const open = ranked.slice(0, among).map((entry) => ({ entry, vector: entry.candidate.vector, closest: 0 }));
  const placed: Entry[] = [];
  while (open.length > 0) {
    const values = open.map(({ entry, closest }) => entry.score - weight * closest);
    const best = values.indexOf(Math.max(...values));
    const [{ entry, vector }] = open.splice(best, 1) as [(typeof open)[number]];
    placed.push({ ...entry, score: values[best]! });
    for (const other of open) other.closest = Math.max(other.closest, dotSparse(other.vector, vector));
  }
  const last = placed.at(-1)?.score ?? 0;
  const behind = ranked.slice(among).map((entry) => ({ ...entry, score: Math.min(entry.score, last) }));
  return [...placed, ...behind];
}
