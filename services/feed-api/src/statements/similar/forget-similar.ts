import type { Executor } from '@jophiel/postgres';

/** Deletes lists that are too old, and the oldest of those that are too many. */
export async function forgetSimilar(executor: Executor, notBefore: Date, most: number): Promise<number> {
  return executor.execute({
    name: 'forget-similar',
    text: `DELETE FROM recommendation_cache WHERE generated_at < greatest($1::timestamptz,
             (SELECT generated_at FROM recommendation_cache ORDER BY generated_at DESC OFFSET $2 - 1 LIMIT 1))`,
    values: [notBefore, most],
  });
}
