import type { SeedTerms } from '@jophiel/contracts';
import type { Executor } from '@jophiel/postgres';

/** What a user chose to start with. */
export interface Seeds {
  readonly sampleIds: readonly string[];
  readonly terms: SeedTerms;
  /** Epoch ms of the choice. */
  readonly at: number;
}

/** Undefined for a user who never chose. */
export async function loadSeeds(executor: Executor, userId: string): Promise<Seeds | undefined> {
  const [row] = await executor.query<{ sample_ids: string[]; terms: SeedTerms; at: Date }>({
    name: 'load-seeds',
    text: 'SELECT sample_ids, terms, at FROM user_seeds WHERE user_id = $1',
    values: [userId],
  });
  return row === undefined ? undefined : { sampleIds: row.sample_ids, terms: row.terms, at: row.at.getTime() };
}
