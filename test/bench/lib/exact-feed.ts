import type { Listener, ScoreCalculator, ScoredItem } from '@jophiel/scoring';
import { decodeVector, type SparseVector, TopK } from '@jophiel/vectors';
import type { Database } from '@jophiel/postgres';

export interface Item {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly publishedAt: number;
  readonly vector: SparseVector;
}

export async function loadItems(database: Database): Promise<Item[]> {
  const rows = await database.query<{ sample_id: string; creator_id: string; published_ms: number; vector: Buffer }>({
    text: `SELECT sample_id, creator_id, (extract(epoch FROM published_at) * 1000)::float8 AS published_ms, vector
           FROM sample_vectors WHERE listed`,
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_ms,
    vector: decodeVector(row.vector),
  }));
}

export interface ExactOptions {
  readonly calculator: ScoreCalculator;
  readonly popularity: ReadonlyMap<string, number>;
  readonly size: number;
  readonly now: number;
}

/** The true feed, against which recall is measured: the best by the whole score over all items. */
export function exactFeed(
  listener: Listener,
  items: readonly Item[],
  { calculator, popularity, size, now }: ExactOptions,
): ScoredItem[] {
  const { total } = calculator.scores(listener, items, { popularity, now });
  const top = new TopK(size);
  items.forEach(({ sampleId }, row) => {
    if (!listener.decided.has(sampleId)) top.offer(row, total[row]!);
  });
  return top.result().map(({ id, score }) => ({ sampleId: items[id]!.sampleId, score }));
}
