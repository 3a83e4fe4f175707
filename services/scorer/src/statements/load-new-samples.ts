import type { Executor } from '@jophiel/postgres';

/** Bounds the work in a catalogue that was published all at once. */
const NEWEST = 10_000;

/** A new item, with the chances that all scorers have reserved of it. */
export interface ReservedItem {
  readonly sampleId: string;
  readonly chances: number;
}

export interface NewSamplesQuery {
  readonly layout: string;
  readonly since: Date;
  /** Samples with more reserved chances are left out, unless they are held. */
  readonly chancesUpTo: number;
  readonly held: readonly string[];
  readonly limit: number;
}

export async function loadNewSamples(
  executor: Executor,
  { layout, since, chancesUpTo, held, limit }: NewSamplesQuery,
): Promise<ReservedItem[]> {
  const rows = await executor.query<{ sample_id: string; chances: number }>({
    name: 'load-new-samples',
    text: `SELECT sample_id, coalesce(chances, 0) AS chances
           FROM (SELECT sample_id FROM sample_vectors WHERE listed AND layout = $1 AND published_at >= $2
                 ORDER BY published_at DESC LIMIT ${NEWEST}) AS newest
           LEFT JOIN sample_chances USING (sample_id)
           WHERE coalesce(chances, 0) <= $3 OR sample_id = ANY ($4)
           ORDER BY sample_id = ANY ($4) DESC, coalesce(chances, 0), sample_id LIMIT $5`,
    values: [layout, since, chancesUpTo, held, limit],
  });
  return rows.map(({ sample_id: sampleId, chances }) => ({ sampleId, chances }));
}
