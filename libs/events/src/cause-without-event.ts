import type { Envelope } from '@jophiel/contracts';

export interface CauseOptions {
  readonly name: string;
  /** A UUID; the same cause has the same id, so that a repeat causes the same events. */
  readonly id: string;
  readonly service: string;
  readonly now: Date;
  /** Joins the events in the logs; without it, the id. */
  readonly correlationId?: string;
}

/** The cause of events that a clock, a request or a changed definition sets off, and no event from outside. */
export function causeWithoutEvent({ name, id, service, now, correlationId = id }: CauseOptions): Envelope {
  return {
    event_name: name,
    event_id: id,
    event_timestamp: now.toISOString(),
    source: `jophiel.${service}`,
    version: 1,
    correlation_id: correlationId,
    payload: {},
  };
}
