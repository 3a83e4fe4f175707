import type { OutsideEnvelope } from '@jophiel/contracts';
import { connectDatabase } from '@jophiel/postgres';

interface Payload {
  readonly user_id: number | string;
  readonly sample_id?: number | string;
  readonly creator_id?: number | string;
  readonly board_id?: number | string;
}

export interface BareInsert {
  /** Batches of rows, one commit each, several concurrently. */
  insert(batches: readonly (readonly OutsideEnvelope[])[]): Promise<void>;
  remove(): Promise<void>;
}

/** The floor of ingestion: inserts the rows only, into a table like the log with its indexes, by the same driver. */
export async function bareInsert(databaseUrl: string, connections: number): Promise<BareInsert> {
  const table = `jophiel.bench_interactions_${connections}`;
  const database = connectDatabase({
    url: databaseUrl,
    application: 'floor',
    poolSize: connections,
    statementTimeoutMs: 60_000,
  });
  await database.execute({
    text: `CREATE TABLE ${table} (LIKE jophiel.user_interactions INCLUDING ALL)`,
  });
  const insertBatch = async (events: readonly OutsideEnvelope[]) => {
    const payloads = events.map(({ payload }) => payload as unknown as Payload);
    const text = (id: number | string | undefined) => (id === undefined ? null : String(id));
    await database.execute({
      name: 'bare-insert',
      text: `INSERT INTO ${table}
               (event_id, user_id, interaction, sample_id, creator_id, collection_id, occurred_at, source, correlation_id, recorded_weight)
             SELECT *, 1 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[])`,
      values: [
        events.map(({ event_id }) => event_id),
        payloads.map(({ user_id }) => text(user_id)),
        events.map(({ event_name }) => event_name.slice('user.interaction.'.length)),
        payloads.map(({ sample_id }) => text(sample_id)),
        payloads.map(({ creator_id }) => text(creator_id)),
        payloads.map(({ board_id }) => text(board_id)),
        events.map(({ event_timestamp }) => event_timestamp),
        events.map(({ source }) => source),
        events.map(({ event_id }) => event_id),
      ],
    });
  };
  return {
    async insert(batches) {
      let next = 0;
      const connection = async () => {
        while (next < batches.length) await insertBatch(batches[next++]!);
      };
      await Promise.all(Array.from({ length: connections }, connection));
    },
    async remove() {
      await database.execute({ text: `DROP TABLE ${table}` });
      await database.close();
    },
  };
}
