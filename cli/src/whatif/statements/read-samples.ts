import type { Executor } from '@jophiel/postgres';
import type { Metadata } from '@jophiel/vectors';

export interface SampleRow {
  readonly sample_id: string;
  readonly creator_id: string;
  readonly published_at: Date;
  readonly listed: boolean;
  readonly duplicate_of: string | null;
  readonly metadata: Metadata;
}

const ROWS_PER_PAGE = 2_000;

/** Every sample with its metadata, page by page. */
export async function* readSamples(executor: Executor): AsyncGenerator<SampleRow[]> {
  for (let after: string | null = null; ;) {
    const rows: SampleRow[] = await executor.query<SampleRow>({
      name: 'read-samples',
      text: `SELECT sample_id, creator_id, published_at, listed, duplicate_of, metadata
             FROM sample_metadata JOIN sample_vectors USING (sample_id)
             WHERE $1::text IS NULL OR sample_id > $1 ORDER BY sample_id LIMIT ${ROWS_PER_PAGE}`,
      values: [after],
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.sample_id;
  }
}

export async function* readMetadata(
  executor: Executor,
  sampleIds: readonly string[],
): AsyncGenerator<Pick<SampleRow, 'sample_id' | 'metadata'>[]> {
  for (let start = 0; start < sampleIds.length; start += ROWS_PER_PAGE)
    yield await executor.query<Pick<SampleRow, 'sample_id' | 'metadata'>>({
      name: 'read-metadata',
      text: 'SELECT sample_id, metadata FROM sample_metadata WHERE sample_id = ANY ($1)',
      values: [sampleIds.slice(start, start + ROWS_PER_PAGE)],
    });
}
