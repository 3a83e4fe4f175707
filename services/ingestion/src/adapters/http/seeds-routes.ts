import { randomUUID } from 'node:crypto';
import { type Envelope, SeedsAccepted, SeedsAnswer, SeedsBody, UserParameters } from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { assertStorable, idFrom, toEnvelope } from '@jophiel/events';
import { forUsers, problemAnswers, type Server } from '@jophiel/http';
import type { Executor } from '@jophiel/postgres';
import type { AcceptedEvent } from '../../core/accepted-event.ts';
import type { SeedsReader } from '../../core/read-seeds.ts';
import { loadSeeds } from '../../statements/load-seeds.ts';
import type { IngestOutcome } from '../../use-cases/ingest.ts';
import { IdempotencyHeaders } from './idempotency-headers.ts';

export interface SeedsRoutesOptions {
  readonly ids: Ids;
  readonly readSeeds: SeedsReader;
  /** Resolves when the events are committed. */
  readonly intake: (events: readonly AcceptedEvent[]) => Promise<readonly IngestOutcome[]>;
  readonly database: Executor;
  readonly now: () => Date;
}

const PATH = '/v1/users/:user_id/seeds';
const EVENT_NAME = 'user.seeds';

/** `PUT /v1/users/{user_id}/seeds` replaces what a user chose to start with, `GET` shows it. */
export function addSeedsRoutes(server: Server, { ids, readSeeds, intake, database, now }: SeedsRoutesOptions): void {
  server.put(
    PATH,
    {
      config: { access: forUsers('events:write') },
      schema: {
        summary: 'Replaces the samples and terms that a user chose to start with; an empty body removes them',
        tags: ['seeds'],
        params: UserParameters,
        headers: IdempotencyHeaders,
        body: SeedsBody,
        response: { 202: SeedsAccepted, ...problemAnswers },
      },
    },
    async ({ params, headers, body }, reply) => {
      const userId = readId(params.user_id, '/params/user_id', ids);
      assertStorable(body);
      const { chosen, weight } = readSeeds(body, '/body');
      const envelope = envelopeOf(userId, body, headers['idempotency-key'], now());
      const record = {
        eventId: envelope.event_id,
        userId,
        chosen,
        occurredAt: envelope.event_timestamp,
        source: envelope.source,
        correlationId: envelope.correlation_id,
        weight,
      };
      const [outcome] = await intake([{ kind: 'seeds-chosen', envelope, record }]);
      if (outcome === 'erased')
        throw new JophielError('USER_ERASED', `User ${params.user_id} was erased after this choice; it is not stored.`);
      return reply.code(202).send({ event_id: envelope.event_id, status: outcome! });
    },
  );

  server.get(
    PATH,
    {
      config: { access: forUsers('feeds:read') },
      schema: {
        summary: 'What a user chose to start with',
        tags: ['seeds'],
        params: UserParameters,
        response: { 200: SeedsAnswer, ...problemAnswers },
      },
    },
    async ({ params }) => {
      const userId = readId(params.user_id, '/params/user_id', ids);
      const seeds = await loadSeeds(database, userId);
      return {
        user_id: ids.write(userId),
        sample_ids: (seeds?.sampleIds ?? []).map(ids.write),
        terms: seeds?.terms ?? {},
        event_timestamp: seeds?.occurredAt.toISOString() ?? null,
      };
    },
  );
}

/** The id is that of events without an envelope: by content and time, without a time by the header, else random. */
function envelopeOf(
  userId: string,
  { event_timestamp, ...payload }: SeedsBody,
  idempotencyKey: string | undefined,
  now: Date,
): Envelope {
  const identity = event_timestamp === undefined ? idempotencyKey : `${JSON.stringify(payload)} ${event_timestamp}`;
  const event_id = identity === undefined ? randomUUID() : idFrom(`${EVENT_NAME} ${userId} ${identity}`);
  const event = {
    event_name: EVENT_NAME,
    event_id,
    event_timestamp: event_timestamp ?? now.toISOString(),
    payload,
  };
  return toEnvelope(event, { eventName: EVENT_NAME, identity: undefined, now });
}
