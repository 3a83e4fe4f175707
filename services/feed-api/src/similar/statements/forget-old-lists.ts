import type { Executor } from '@jophiel/postgres';

/** Deletes answers that are too old, and the oldest of each kind beyond the limit. @returns how many */
export async function forgetOldLists(executor: Executor, notBefore: Date, limit: number): Promise<number> {
  return executor.execute({
    name: 'forget-old-lists',
    text: `DELETE FROM recommendation_cache WHERE generated_at < greatest($1::timestamptz,
             (SELECT generated_at FROM recommendation_cache ORDER BY generated_at DESC OFFSET $2 - 1 LIMIT 1))`,
    values: [notBefore, limit],
  });
}
