import { forServices, problemAnswers, type Server } from '@jophiel/http';
import { listDeadLetters, type MessagingTables, replayDeadLetters } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import type { Transport } from '@jophiel/transport';
import Type from 'typebox';

const ListQuery = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }) });
const ReplayQuery = Type.Object({ consumer: Type.Optional(Type.String({ maxLength: 200 })) });

const ListAnswer = Type.Object({
  dead_letters: Type.Array(
    Type.Object({
      id: Type.Integer(),
      consumer: Type.String(),
      subject: Type.String(),
      event_id: Type.Union([Type.String(), Type.Null()]),
      code: Type.String(),
      reason: Type.String(),
      deliveries: Type.Integer(),
      created_at: Type.String(),
      replayed_at: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
const ReplayAnswer = Type.Object({ replayed: Type.Integer({ description: 'Number of events put back.' }) });

interface DeadLetterRoutes {
  readonly database: Database;
  readonly tables: MessagingTables;
  readonly transport: Transport;
  readonly service: string;
}

/** Lists dead letters, and replays them after a fix. */
export function addDeadLetterRoutes(server: Server, { database, tables, transport, service }: DeadLetterRoutes): void {
  server.get(
    '/dead-letters',
    {
      config: { access: forServices('operate:read') },
      schema: {
        summary: 'Events that could not be handled, the latest first',
        querystring: ListQuery,
        response: { 200: ListAnswer, ...problemAnswers },
      },
    },
    async ({ query }) => {
      const letters = await listDeadLetters(database, tables, query.limit);
      return {
        dead_letters: letters.map((letter) => ({
          ...letter,
          created_at: letter.created_at.toISOString(),
          replayed_at: letter.replayed_at?.toISOString() ?? null,
        })),
      };
    },
  );
  server.post(
    '/dead-letters/replay',
    {
      config: { access: forServices('operate') },
      schema: {
        summary: 'Puts dead letters back into their stream',
        querystring: ReplayQuery,
        response: { 200: ReplayAnswer, ...problemAnswers },
      },
    },
    async ({ query }) => ({ replayed: await replayDeadLetters(database, tables, transport, service, query.consumer) }),
  );
}
