import { randomUUID } from 'node:crypto';
import { type Envelope, OutsideEnvelope } from '@jophiel/contracts';
import { checker, faultAt, faultsAsText, JophielError } from '@jophiel/errors';
import { canonicalId, idFrom } from './event-ids.ts';

const checkEnvelope = checker(OutsideEnvelope);
const A_DAY_MS = 86_400_000;
/** ISO 8601 has a year 0; PostgreSQL has not. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');

/** What is known of an event apart from its body. */
export interface Origin {
  /** The event name of a bare payload; an envelope must have the same name. */
  readonly eventName: string | undefined;
  /** The same for each repeat of this event; undefined when nothing identifies it. */
  readonly identity: string | undefined;
  readonly now: Date;
}

/**
 * Reads an event with or without an envelope.
 * @throws JophielError EVENT_INVALID, EVENT_UNKNOWN or EVENT_TIME_IMPLAUSIBLE
 */
export function toEnvelope(body: unknown, origin: Origin): Envelope {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new JophielError('EVENT_INVALID', 'An event must be a JSON object.', {
      faults: [faultAt(body, '', 'must be object')],
    });
  return 'payload' in body ? fromEnvelope(body, origin) : fromBarePayload(body as Record<string, unknown>, origin);
}

function fromEnvelope(body: object, origin: Origin): Envelope {
  const checked = checkEnvelope(body);
  if (!checked.ok)
    throw new JophielError('EVENT_INVALID', `The envelope breaks its contract: ${faultsAsText(checked.faults)}`, {
      faults: checked.faults,
    });
  const { event_name, event_id, event_timestamp, source, version, correlation_id, payload } = checked.value;
  if (origin.eventName !== undefined && event_name !== origin.eventName)
    throw new JophielError(
      'EVENT_INVALID',
      `/event_name must be "${origin.eventName}", like the subject (it is "${event_name}").`,
      {
        faults: [faultAt(body, '/event_name', `must be "${origin.eventName}", like the subject`)],
      },
    );
  const id = canonicalId(event_id);
  return {
    event_name,
    event_id: id,
    event_timestamp: plausibleTime(event_timestamp, body, '/event_timestamp', origin.now),
    source: source ?? 'unknown',
    version: version ?? 1,
    correlation_id: correlation_id ?? id,
    payload,
  };
}

/** The id of a bare payload is derived from name, content and time; without a time, from the origin's identity, else random. */
function fromBarePayload(payload: Record<string, unknown>, origin: Origin): Envelope {
  if (origin.eventName === undefined)
    throw new JophielError(
      'EVENT_INVALID',
      'The event has no envelope and no name: send { event_name, event_id, event_timestamp, source, payload }, or give the name in the query as ?event_name=.',
      { faults: [{ path: '/event_name', problem: 'is missing' }] },
    );
  const given = payload.event_timestamp ?? payload.timestamp;
  const at = typeof given === 'string' ? plausibleTime(given, payload, '/timestamp', origin.now) : undefined;
  const identity = at === undefined ? origin.identity : `${JSON.stringify(payload)} ${at}`;
  const id = identity === undefined ? randomUUID() : idFrom(`${origin.eventName} ${identity}`);
  return {
    event_name: origin.eventName,
    event_id: id,
    event_timestamp: at ?? origin.now.toISOString(),
    source: 'unknown',
    version: 1,
    correlation_id: id,
    payload,
  };
}

function plausibleTime(text: string, body: object, path: string, now: Date): string {
  const time = Date.parse(text);
  if (Number.isNaN(time) || time < YEAR_ONE)
    throw new JophielError('EVENT_INVALID', `${path} must be an existing time (it is "${text}").`, {
      faults: [faultAt(body, path, 'must be an existing time')],
    });
  if (time > now.getTime() + A_DAY_MS)
    throw new JophielError(
      'EVENT_TIME_IMPLAUSIBLE',
      `${path} is more than a day in the future (it is "${text}"); check the clock of the sender.`,
      {
        faults: [faultAt(body, path, 'must not be more than a day in the future')],
      },
    );
  return new Date(time).toISOString();
}
