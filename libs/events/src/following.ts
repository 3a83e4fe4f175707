import type { Envelope, EventContract, PayloadOf } from '@jophiel/contracts';
import { idFrom } from './event-ids.ts';

/** An event that follows from another. */
export interface FollowingEvent {
  readonly contract: EventContract;
  readonly envelope: Envelope;
}

/**
 * An event caused by another. Its id is made of the cause's, so that a repeat of the cause makes the same event again.
 * @param options.key tells apart several events of one kind from one cause
 * @param options.at when it happened, where that is not now
 */
export function following<Contract extends EventContract>(
  contract: Contract,
  payload: PayloadOf<Contract>,
  cause: Envelope,
  options: { service: string; now: Date; key?: string; at?: string },
): FollowingEvent {
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
