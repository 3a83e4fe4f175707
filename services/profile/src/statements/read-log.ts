import type { Executor } from '@jophiel/postgres';
import type { Terms } from '@jophiel/vectors';

export interface LoggedInteraction {
  readonly event_id: string;
  readonly user_id: string;
  readonly interaction: string;
  readonly sample_id: string | null;
  readonly creator_id: string | null;
  readonly collection_id: string | null;
  /** What was chosen; null for interactions. */
  readonly seeds: { readonly sample_ids: string[]; readonly terms: Terms } | null;
  readonly occurred_at: Date;
  /** Recent enough that its event may still be delivered. */
  readonly is_recent: boolean;
}

export async function readLog(executor: Executor, userIds: readonly string[]): Promise<LoggedInteraction[]> {
  return executor.query<LoggedInteraction>({
    name: 'read-log',
    text: `SELECT event_id, user_id, interaction, sample_id, creator_id, collection_id, seeds, occurred_at,
             recorded_at > now() - interval '10 days' AS is_recent
           FROM user_interactions WHERE user_id = ANY ($1)`,
    values: [userIds],
  });
}
