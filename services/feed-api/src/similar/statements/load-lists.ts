import type { Executor } from '@jophiel/postgres';
import type { Layout } from '@jophiel/vectors';
import type { CachedLists, Question } from '../core/cached-lists.ts';
import { CACHED_COLUMNS, type CachedRow, readRow } from './cached-row.ts';

/** The stored answer to a question; undefined if there is none of this content and layout, or only an older one. */
export async function loadLists(
  executor: Executor,
  { kind, key, filters, content }: Question,
  { layout, notBefore }: { readonly layout: Layout; readonly notBefore: Date },
): Promise<CachedLists | undefined> {
  const [row] = await executor.query<CachedRow>({
    name: 'load-lists',
    text: `SELECT ${CACHED_COLUMNS} FROM recommendation_cache AS cached
           WHERE kind = $1 AND key = $2 AND filters = $3 AND content = $4 AND layout = $5 AND generated_at >= $6`,
    values: [kind, key, filters, content, layout.id, notBefore],
  });
  return row === undefined ? undefined : readRow(row, layout.dimensions);
}
