import type { NearestItem } from '@jophiel/nearest';
import type { Executor } from '@jophiel/postgres';
import { decodeVector } from '@jophiel/vectors';
import type { Stamp } from './load-stamps.ts';

export interface ItemRow extends Stamp {
  readonly item: NearestItem;
}

export async function loadItems(executor: Executor, sampleIds: readonly string[]): Promise<ItemRow[]> {
  const rows = await executor.query<{
    sample_id: string;
    revision: number;
    layout: string;
    creator_id: string;
    published_ms: number;
    vector: Buffer;
    tokens: string[];
  }>({
    name: 'load-items',
    text: `SELECT sample_id, revision, layout, creator_id, vector,
             (extract(epoch FROM published_at) * 1000)::float8 AS published_ms,
             ARRAY(SELECT jsonb_object_keys(features)) AS tokens
           FROM sample_vectors WHERE sample_id = ANY ($1) AND listed`,
    values: [sampleIds],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    revision: row.revision,
    layout: row.layout,
    item: {
      id: row.sample_id,
      creatorId: row.creator_id,
      publishedAt: row.published_ms,
      vector: decodeVector(row.vector),
      tokens: row.tokens,
    },
  }));
}
