import { type Executor, ofAnyLength } from '@jophiel/postgres';
import type { Seeds } from '@jophiel/taste';
import type { Terms } from '@jophiel/vectors';

interface Row {
  readonly user_id: string;
  readonly sample_ids: string[];
  readonly terms: Terms;
  readonly at: Date;
  readonly event_id: string;
}

/** The seeds of these users; those who never chose are absent. */
export async function loadSeeds(transaction: Executor, userIds: readonly string[]): Promise<Map<string, Seeds>> {
  const rows = await transaction.query<Row>({
    name: 'load-seeds',
    text: `SELECT user_id, sample_ids, terms, at, event_id FROM user_seeds WHERE user_id = ANY (${ofAnyLength('$1')})`,
    values: [userIds],
  });
  return new Map(
    rows.map(({ user_id, sample_ids, terms, at, event_id }) => [
      user_id,
      { userId: user_id, sampleIds: sample_ids, terms, at: at.getTime(), eventId: event_id },
    ]),
  );
}
