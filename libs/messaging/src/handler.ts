import type { Envelope, EventContract, PayloadOf } from '@jophiel/contracts';
import type { Executor } from '@jophiel/postgres';
import { idFrom } from './event-ids.ts';

/** What a handler may use besides its events: everything else it has to be given. */
export interface HandlerContext {
  /** Open; committed together with the inbox and the outbox when the handler returns. */
  readonly transaction: Executor;
  readonly now: Date;
}

/** An event that follows from another. */
export interface FollowingEvent {
  readonly contract: EventContract;
  readonly envelope: Envelope;
}

/** From a batch of events, inside one transaction, to the events that follow. May be called again with the same events after a failure. */
export type Handler<Payload> = (
  events: readonly Envelope<Payload>[],
  context: HandlerContext,
) => Promise<readonly FollowingEvent[]>;

/** One row of a service's table of handlers. */
export interface Subscriber {
  readonly contract: EventContract;
  readonly handle: Handler<never>;
  /** Refuses, by throwing a JophielError, what the contract allows and the handler can never handle. */
  readonly accepts: (event: Envelope) => void;
  /** Events per transaction at most. */
  readonly batchSize: number;
}

export const DEFAULT_BATCH = 500;

export function subscriber<Contract extends EventContract>(
  contract: Contract,
  handle: Handler<PayloadOf<Contract>>,
  options: { batchSize?: number; accepts?: (event: Envelope) => void } = {},
): Subscriber {
  const { batchSize = DEFAULT_BATCH, accepts = () => {} } = options;
  return { contract, handle, accepts, batchSize };
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
