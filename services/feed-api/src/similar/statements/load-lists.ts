import type { Executor } from '@jophiel/postgres';
import type { Layout } from '@jophiel/vectors';
import type { CachedLists, Question } from '../core/cached-lists.ts';
import { CACHED_COLUMNS, type CachedRow, readRow } from './cached-row.ts';

/** Undefined without an answer of this content and layout, or if it is too old. */
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
