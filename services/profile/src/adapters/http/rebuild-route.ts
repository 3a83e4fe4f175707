import { randomUUID } from 'node:crypto';
import { profileRebuild } from '@jophiel/contracts';
import { forServices, problemAnswers, type Server } from '@jophiel/http';
import { causedBy, causeWithoutEvent, inChunks } from '@jophiel/events';
import type { Emitter } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import Type from 'typebox';
import { usersOfLog } from '../../statements/users-of-log.ts';

const RebuildBody = Type.Object(
  {
    user_ids: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
        maxItems: 1_000,
        description: 'Users to rebuild; all users when absent.',
      }),
    ),
  },
  { additionalProperties: false },
);
const RebuildAnswer = Type.Object({ run_id: Type.String(), users: Type.Integer() });

const USERS_PER_CHUNK = 100;

export function addRebuildRoute(
  server: Server,
  { database, outbox, now }: { database: Database; outbox: Emitter; now: () => Date },
): void {
  server.post(
    '/v1/profiles/rebuild',
    {
      config: { access: forServices('operate') },
      schema: {
        summary: 'Rebuilds profiles from the log',
        body: RebuildBody,
        response: { 202: RebuildAnswer, ...problemAnswers },
      },
    },
    async (request, reply) => {
      const runId = randomUUID();
      const userIds = await usersOfLog(database, request.body.user_ids);
      const at = { service: 'profile', now: now() };
      const cause = causeWithoutEvent({ name: 'rebuild', id: runId, correlationId: request.id, ...at });
      const events = inChunks(userIds, USERS_PER_CHUNK).map((user_ids, index) =>
        causedBy(profileRebuild, { run_id: runId, user_ids }, cause, { ...at, key: String(index) }),
      );
      const messages = await database.transaction(async (transaction) => outbox.store(transaction, events));
      void outbox.publish(messages);
      return reply.code(202).send({ run_id: runId, users: userIds.length });
    },
  );
}
