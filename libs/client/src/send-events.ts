import type { EventResult, EventsAnswer, OutsideEnvelope } from '@jophiel/contracts';
import { ask, type Way } from './ask.ts';
import { JophielProblem } from './problem.ts';

/** An event to send; a missing id, time or source is filled in. */
export interface NewEvent {
  /** Such as `user.interaction.like`. */
  readonly event_name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** A UUID, the idempotency key. Set it if you may send the same event twice. */
  readonly event_id?: string;
  readonly event_timestamp?: Date | string;
  readonly source?: string;
}

export interface SendReport {
  readonly accepted: number;
  readonly duplicate: number;
  /** Rejected events by their position, with code and reason. */
  readonly rejected: readonly EventResult[];
}

const EVENTS_A_REQUEST = 2_000;

/**
 * Sends events in batches. A batch is retried with the same ids while the service is unavailable, so that each event counts
 * once. Accepted means committed.
 */
export async function sendEvents(
  url: string,
  events: Iterable<NewEvent>,
  { way, source, signal }: { way: Way; source: string; signal?: AbortSignal | undefined },
): Promise<SendReport> {
  const envelopes = Array.from(events, (event) => envelopeOf(event, source));
  const rejected: EventResult[] = [];
  let [accepted, duplicate] = [0, 0];
  for (let first = 0; first < envelopes.length; first += EVENTS_A_REQUEST) {
    const batch = envelopes.slice(first, first + EVENTS_A_REQUEST);
    const answer = await send(url, batch, way, signal);
    accepted += answer.accepted;
    duplicate += answer.duplicate;
    for (const result of answer.results)
      if (result.status === 'rejected') rejected.push({ ...result, index: first + result.index });
  }
  return { accepted, duplicate, rejected };
}

async function send(
  url: string,
  batch: readonly OutsideEnvelope[],
  way: Way,
  signal: AbortSignal | undefined,
): Promise<EventsAnswer> {
  const body = batch.map((event) => JSON.stringify(event)).join('\n');
  const request = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body, signal } as const;
  try {
    const response = await ask(`${url}/v1/events`, request, way);
    return (await response.json()) as EventsAnswer;
  } catch (error) {
    // A batch without an accepted event is answered with a problem; report a rejection per event.
    if (!(error instanceof JophielProblem) || error.status !== 422) throw error;
    const results = batch.map(({ event_id }, index) => ({
      index,
      event_id,
      status: 'rejected' as const,
      code: error.code,
      reason: error.message,
    }));
    return { accepted: 0, duplicate: 0, rejected: batch.length, results };
  }
}

function envelopeOf(event: NewEvent, source: string): OutsideEnvelope {
  const { event_name, payload, event_id = crypto.randomUUID(), event_timestamp = new Date() } = event;
  const at = event_timestamp instanceof Date ? event_timestamp.toISOString() : event_timestamp;
  return { event_name, event_id, event_timestamp: at, source: event.source ?? source, payload: { ...payload } };
}
