import { type Envelope, type EventResult, EventsAnswer, EventsBody } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { type Caller, forServices, forUsers, problemAnswers, type Server, withoutMark } from '@jophiel/http';
import Type from 'typebox';
import type { AcceptedEvent } from '../../core/accepted-event.ts';
import type { ReadEvent } from '../../core/read-event.ts';
import type { IngestOutcome } from '../../use-cases/ingest.ts';
import { IdempotencyHeaders } from './idempotency-headers.ts';
import { type ReadItem, readBody } from './read-body.ts';

const EventsQuery = Type.Object({
  event_name: Type.Optional(Type.String({ maxLength: 200, description: 'Event name for events without an envelope.' })),
});

const LINES = 'application/x-ndjson';

export interface EventsRouteOptions {
  readonly describedSenders: string;
  readonly readEvent: ReadEvent;
  /** Resolves when the events are committed. */
  readonly intake: (events: readonly AcceptedEvent[]) => Promise<readonly IngestOutcome[]>;
  readonly now: () => Date;
  /** Whether user tokens may send interactions of their user. */
  readonly acceptsUsers: boolean;
}

export function addEventsRoute(
  server: Server,
  { describedSenders, readEvent, intake, now, acceptsUsers }: EventsRouteOptions,
): void {
  // Read as text, so that all JSON from outside passes one parser with its own limits.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(['application/json', LINES], { parseAs: 'string' }, (_request, body, done) =>
    done(null, withoutMark(body as string)),
  );

  server.post(
    '/v1/events',
    {
      schema: {
        summary: 'Accepts one event, an array, or one event per line; the answer has a result for each',
        description: describedSenders,
        consumes: ['application/json', LINES],
        querystring: EventsQuery,
        headers: IdempotencyHeaders,
        response: { 202: EventsAnswer, ...problemAnswers },
      },
      config: {
        describedBody: EventsBody,
        access: acceptsUsers ? forUsers('events:write') : forServices('events:write'),
      },
    },
    async (request, reply) => {
      const isLines = request.headers['content-type']?.startsWith(LINES) === true;
      const options = {
        isLines,
        eventName: request.query.event_name,
        idempotencyKey: request.headers['idempotency-key'],
        now: now(),
      };
      const read = (envelope: Envelope) => requireOwn(readEvent(envelope), request.caller);
      const items = readBody(request.body as string, options).map((item) => interpret(item, read));
      const accepted = items.flatMap((item) => ('event' in item ? [item.event] : []));
      const outcomes = accepted.length === 0 ? [] : await intake(accepted);
      const remaining = [...outcomes];
      const results = items.map((item, index) => resultOf(item, index, () => remaining.shift()!));
      if (results.every(({ status }) => status === 'rejected')) throw allRejected(results, items);
      const count = (status: EventResult['status']) => results.filter((result) => result.status === status).length;
      return reply
        .code(202)
        .send({ accepted: count('accepted'), duplicate: count('duplicate'), rejected: count('rejected'), results });
    },
  );
}

/** A user token sends interactions of its user, and nothing else. @throws JophielError FORBIDDEN */
function requireOwn(event: AcceptedEvent, { userId, name }: Caller): AcceptedEvent {
  if (userId === undefined || (event.kind === 'interaction' && event.record.userId === userId)) return event;
  throw new JophielError(
    'FORBIDDEN',
    `${name} may only send their own interactions, not ${event.envelope.event_name}.`,
  );
}

type Interpreted =
  { readonly event: AcceptedEvent } | { readonly error: JophielError; readonly eventId: string | undefined };

function interpret(item: ReadItem, readEvent: ReadEvent): Interpreted {
  if ('error' in item) return { error: item.error, eventId: undefined };
  try {
    return { event: readEvent(item.envelope) };
  } catch (error) {
    if (error instanceof JophielError) return { error, eventId: item.envelope.event_id };
    throw error;
  }
}

function resultOf(item: Interpreted, index: number, nextOutcome: () => IngestOutcome): EventResult {
  if ('error' in item) {
    const id = item.eventId === undefined ? {} : { event_id: item.eventId };
    return { index, ...id, status: 'rejected', code: item.error.code, reason: item.error.message };
  }
  const outcome = nextOutcome();
  const event_id = item.event.envelope.event_id;
  if (outcome !== 'erased') return { index, event_id, status: outcome };
  return {
    index,
    event_id,
    status: 'rejected',
    code: 'USER_ERASED',
    reason: 'The user was erased after this event happened.',
  };
}

/** When every event is rejected, the request fails. */
function allRejected(results: readonly EventResult[], items: readonly Interpreted[]): JophielError {
  if (items.length === 0) return new JophielError('BODY_UNREADABLE', 'The body contains no event.');
  const faults = items.flatMap((item, index) => {
    const faultsOfItem = 'error' in item ? item.error.faults : [];
    const own = faultsOfItem.length > 0 ? faultsOfItem : [{ path: '', problem: results[index]!.reason! }];
    return own.map((fault) => ({ ...fault, path: items.length === 1 ? fault.path : `/${index}${fault.path}` }));
  });
  const first = items[0]!;
  const code = 'error' in first ? first.error.code : 'USER_ERASED';
  const detail =
    items.length === 1
      ? results[0]!.reason!
      : `None of the ${items.length} events can be accepted; the first: ${results[0]!.reason!}`;
  return new JophielError(code, detail, { faults: faults.slice(0, 100) });
}
