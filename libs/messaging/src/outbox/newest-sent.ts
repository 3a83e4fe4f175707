import type { Executor } from '@jophiel/postgres';
import type { SentMessage } from '@jophiel/transport';
import type { MessagingTables } from '../tables.ts';

interface Row {
  readonly subject: string;
  readonly id: string;
  readonly stream: string;
  readonly stream_seq: number;
  readonly sent_at: Date;
}

/** Rows to search; enough to find a message of every active stream. */
const LOOK_BACK = 1_000;

/** The newest message of each stream that was published to recently. */
export async function newestSent(executor: Executor, tables: MessagingTables): Promise<SentMessage[]> {
  const rows = await executor.query<Row>({
    text: `SELECT DISTINCT ON (stream) subject, event_id AS id, stream, stream_seq, sent_at
           FROM (SELECT * FROM ${tables.outbox} WHERE sent_at IS NOT NULL ORDER BY created_at DESC LIMIT ${LOOK_BACK}) AS recent
           ORDER BY stream, stream_seq DESC`,
  });
  return rows.map(({ subject, id, stream, stream_seq, sent_at }) => ({
    subject,
    id,
    receipt: { stream, sequence: stream_seq },
    sentAt: sent_at,
  }));
}
