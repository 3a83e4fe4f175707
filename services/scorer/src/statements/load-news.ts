import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import { decodeVector } from '@jophiel/vectors';
import type { TokenShares } from './find-nearest-users.ts';

export interface News extends Candidate {
  readonly tokens: TokenShares;
}

export async function loadNews(executor: Executor, sampleIds: readonly string[], layout: string): Promise<News[]> {
  const rows = await executor.query<{
    sample_id: string;
    creator_id: string;
    published_at: Date;
    vector: Buffer;
    features: TokenShares;
  }>({
    name: 'load-news',
    text: `SELECT sample_id, creator_id, published_at, vector, coalesce(features, '{}') AS features
           FROM sample_vectors WHERE sample_id = ANY ($1) AND listed AND layout = $2`,
    values: [sampleIds, layout],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_at.getTime(),
    vector: decodeVector(row.vector),
    tokens: row.features,
  }));
}
