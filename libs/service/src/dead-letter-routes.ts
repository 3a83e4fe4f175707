import type { Server } from '@jophiel/http';
import { listDeadLetters, type MessagingTables, replayDeadLetters } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import type { Transport } from '@jophiel/transport';
import Type from 'typebox';

const ListQuery = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }) });
const ReplayQuery = Type.Object({ consumer: Type.Optional(Type.String({ maxLength: 200 })) });

/** What was set aside, and the way back after a fix. */
export function addDeadLetterRoutes(
  server: Server,
  { database, tables, transport }: { database: Database; tables: MessagingTables; transport: Transport },
): void {
  server.get('/dead-letters', { schema: { querystring: ListQuery } }, async ({ query }) => ({
    dead_letters: await listDeadLetters(database, tables, query.limit),
  }));
  server.post('/dead-letters/replay', { schema: { querystring: ReplayQuery } }, async ({ query }) => ({
    replayed: await replayDeadLetters(database, tables, transport, query.consumer),
  }));
}
