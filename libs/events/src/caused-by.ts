import type { Envelope, EventContract, PayloadOf } from '@jophiel/contracts';
import { idFrom } from './event-ids.ts';

/** An event to publish, with its contract. */
export interface CausedEvent {
  readonly contract: EventContract;
  readonly envelope: Envelope;
}

/**
 * An event caused by another. Its id is derived from the id of its cause, so that a repeated cause makes the same event.
 * @param options.key tells apart several events of one kind from one cause
 * @param options.at when it happened; without it, now
 */
export function causedBy<Contract extends EventContract>(
  contract: Contract,
  payload: PayloadOf<Contract>,
  cause: Envelope,
  options: { service: string; now: Date; key?: string; at?: string },
): CausedEvent {
  return {
    contract,
    envelope: {
      event_name: contract.subject,
      event_id: idFrom(`${cause.event_id} ${contract.subject} ${options.key ?? ''}`),
      event_timestamp: options.at ?? options.now.toISOString(),
      source: `jophiel.${options.service}`,
      version: contract.version,
      correlation_id: cause.correlation_id,
      payload,
    },
  };
}
