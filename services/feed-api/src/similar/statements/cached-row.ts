import { decodeTaste, encodeTaste } from '@jophiel/vectors';
import type { CachedLists } from '../core/cached-lists.ts';

/** A row of `recommendation_cache`; the lists of its centres are concatenated. */
export interface CachedRow {
  readonly generated_at: Date;
  readonly sample_ids: string[];
  readonly similarities: number[];
  readonly centre_samples: number[];
  readonly centre_members: number[];
  readonly centre_vectors: Buffer[];
}

/** The statement must name the row `cached`. JSON is parsed in a fraction of the time of arrays. */
export const CACHED_COLUMNS = `cached.generated_at, to_json(cached.sample_ids) AS sample_ids,
  to_json(cached.similarities) AS similarities, to_json(cached.centre_samples) AS centre_samples,
  to_json(cached.centre_members) AS centre_members, cached.centre_vectors`;

export function readRow(row: CachedRow, dimensions: number): CachedLists {
  let from = 0;
  const lists = row.centre_samples.map((samples, index) => {
    const to = from + samples;
    const list = {
      centre: decodeTaste(row.centre_vectors[index]!, dimensions),
      members: row.centre_members[index]!,
      sampleIds: row.sample_ids.slice(from, to),
      similarities: row.similarities.slice(from, to),
    };
    from = to;
    return list;
  });
  return { generatedAt: row.generated_at, lists };
}

export function writeRow({ generatedAt, lists }: CachedLists): CachedRow {
  return {
    generated_at: generatedAt,
    sample_ids: lists.flatMap(({ sampleIds }) => sampleIds),
    similarities: lists.flatMap(({ similarities }) => similarities),
    centre_samples: lists.map(({ sampleIds }) => sampleIds.length),
    centre_members: lists.map(({ members }) => members),
    // `encodeTaste` leaves out zeros where there are many.
    centre_vectors: lists.map(({ centre }) => encodeTaste(centre)),
  };
}
