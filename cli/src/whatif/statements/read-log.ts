import type { Executor } from '@jophiel/postgres';
import type { NamedInteraction } from '@jophiel/taste';

interface Row {
  readonly event_id: string;
  readonly user_id: string;
  readonly interaction: string;
  readonly sample_id: string | null;
  readonly creator_id: string | null;
  readonly collection_id: string | null;
  readonly occurred_at: Date;
}

export async function readLog(executor: Executor, userId: string): Promise<NamedInteraction[]> {
  const rows = await executor.query<Row>({
    name: 'read-log',
    text: `SELECT event_id, user_id, interaction, sample_id, creator_id, collection_id, occurred_at
           FROM user_interactions WHERE user_id = $1`,
    values: [userId],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    name: row.interaction,
    sampleId: row.sample_id ?? undefined,
    creatorId: row.creator_id ?? undefined,
    collectionId: row.collection_id ?? undefined,
    at: row.occurred_at.getTime(),
    eventId: row.event_id,
  }));
}
