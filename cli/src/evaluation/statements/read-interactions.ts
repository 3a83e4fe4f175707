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

const ROWS_PER_PAGE = 10_000;

/** The whole log, page by page, in no order of time. */
export async function* readInteractions(executor: Executor): AsyncGenerator<NamedInteraction[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await executor.query<Row>({
      name: 'read-interactions',
      text: `SELECT event_id, user_id, interaction, sample_id, creator_id, collection_id, occurred_at
             FROM user_interactions WHERE event_id > $1 ORDER BY event_id LIMIT ${ROWS_PER_PAGE}`,
      values: [after],
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => ({
      userId: row.user_id,
      name: row.interaction,
      sampleId: row.sample_id ?? undefined,
      creatorId: row.creator_id ?? undefined,
      collectionId: row.collection_id ?? undefined,
      at: row.occurred_at.getTime(),
      eventId: row.event_id,
    }));
    after = last.event_id;
  }
}
