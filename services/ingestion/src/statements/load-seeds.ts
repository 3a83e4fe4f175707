import { seedsRecorded, type SeedTerms } from '@jophiel/contracts';
import { SEED } from '@jophiel/domain';
import { idFrom } from '@jophiel/events';
import type { Executor } from '@jophiel/postgres';
import type { ChosenSeeds } from '../core/read-seeds.ts';

export interface LoggedSeeds extends ChosenSeeds {
  readonly occurredAt: Date;
}

/** The seeds of a user that count: the latest, of two at the same time the one that counts in the profile. */
export async function loadSeeds(executor: Executor, userId: string): Promise<LoggedSeeds | undefined> {
  const rows = await executor.query<{
    event_id: string;
    occurred_at: Date;
    seeds: { readonly sample_ids: string[]; readonly terms: SeedTerms };
  }>({
    name: 'load-seeds',
    text: `SELECT event_id, occurred_at, seeds FROM user_interactions
           WHERE user_id = $1 AND interaction = '${SEED}'
             AND occurred_at = (SELECT max(occurred_at) FROM user_interactions WHERE user_id = $1 AND interaction = '${SEED}')`,
    values: [userId],
  });
  const recordedId = (row: { readonly event_id: string }) => idFrom(`${row.event_id} ${seedsRecorded.subject} `);
  const [latest] = rows.toSorted((one, other) => (recordedId(one) > recordedId(other) ? -1 : 1));
  if (latest === undefined) return undefined;
  const { occurred_at, seeds } = latest;
  return { occurredAt: occurred_at, sampleIds: seeds.sample_ids, terms: seeds.terms };
}
