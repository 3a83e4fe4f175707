import type { Executor } from '@jophiel/postgres';

/** Every token of the catalogue with its number of samples. */
export async function loadTerms(executor: Executor): Promise<{ name: string; samples: number }[]> {
  return executor.query<{ name: string; samples: number }>({
    text: `SELECT feature || ':' || term AS name, samples FROM feature_terms WHERE samples > 0`,
  });
}
