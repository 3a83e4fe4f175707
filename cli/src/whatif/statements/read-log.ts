import type { Executor } from '@jophiel/postgres';
import { latestSeeds, type NamedInteraction, type Seeds } from '@jophiel/taste';
import type { Terms } from '@jophiel/vectors';

interface Row {
  readonly event_id: string;
  readonly user_id: string;
  readonly interaction: string;
  readonly sample_id: string | null;
  readonly creator_id: string | null;
  readonly collection_id: string | null;
  readonly occurred_at: Date;
  readonly seeds: { readonly sample_ids: string[]; readonly terms: Terms } | null;
}

/** What the log has of one user. */
export interface UserLog {
  readonly interactions: readonly NamedInteraction[];
  /** The latest choice; undefined for a user who never chose. */
  readonly seeds: Seeds | undefined;
}

export async function readLog(executor: Executor, userId: string): Promise<UserLog> {
  const rows = await executor.query<Row>({
    name: 'read-log',
    text: `SELECT event_id, user_id, interaction, sample_id, creator_id, collection_id, occurred_at, seeds
           FROM user_interactions WHERE user_id = $1`,
    values: [userId],
  });
  return {
    interactions: rows.filter(({ seeds }) => seeds === null).map(interactionOf),
    seeds: latestSeeds(rows.flatMap(seedsOf)).get(userId),
  };
}

function interactionOf(row: Row): NamedInteraction {
  return {
    userId: row.user_id,
    name: row.interaction,
    sampleId: row.sample_id ?? undefined,
    creatorId: row.creator_id ?? undefined,
    collectionId: row.collection_id ?? undefined,
    at: row.occurred_at.getTime(),
    eventId: row.event_id,
  };
}

function seedsOf({ user_id, seeds, occurred_at, event_id }: Row): Seeds[] {
  if (seeds === null) return [];
  const { sample_ids, terms } = seeds;
  return [{ userId: user_id, sampleIds: sample_ids, terms, at: occurred_at.getTime(), eventId: event_id }];
}
