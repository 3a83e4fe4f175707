import type { Envelope, EventContract, PayloadOf } from '@jophiel/contracts';
import type { CausedEvent } from '@jophiel/events';
import type { Executor } from '@jophiel/postgres';

/** What a handler may use besides its events: everything else it has to be given. */
export interface HandlerContext {
  /** Open; committed together with the inbox and the outbox when the handler returns. */
  readonly transaction: Executor;
  readonly now: Date;
}

/** From a batch of events, inside one transaction, to the events that follow. May be called again with the same events after a failure. */
export type Handler<Payload> = (
  events: readonly Envelope<Payload>[],
  context: HandlerContext,
) => Promise<readonly CausedEvent[]>;

/** One row of a service's table of handlers. */
export interface Subscriber {
  readonly contract: EventContract;
  readonly handle: Handler<never>;
  /** Refuses, by throwing a JophielError, what the contract allows and the handler can never handle. */
  readonly accepts: (event: Envelope) => void;
  /** Events per transaction at most. */
  readonly batchSize: number;
  /** Transactions side by side at most: while one waits for the database another is computed. */
  readonly batchesAtOnce: number;
  /** Under which name its times are kept; without one, under that of its consumer. */
  readonly process: string | undefined;
  /** How many items an event is about, for the times of 10, 100, 1,000 … of them: a piece of work names many. */
  readonly itemsIn: (event: Envelope) => number;
}

export const DEFAULT_BATCH = 500;

export function subscriber<Contract extends EventContract>(
  contract: Contract,
  handle: Handler<PayloadOf<Contract>>,
  options: {
    batchSize?: number;
    batchesAtOnce?: number;
    accepts?: (event: Envelope) => void;
    process?: string;
    itemsIn?: (payload: PayloadOf<Contract>) => number;
  } = {},
): Subscriber {
  const { batchSize = DEFAULT_BATCH, batchesAtOnce = 1, accepts = () => {}, process, itemsIn = () => 1 } = options;
  return {
    contract,
    handle,
    accepts,
    batchSize,
    batchesAtOnce,
    process,
    itemsIn: ({ payload }) => itemsIn(payload as PayloadOf<Contract>),
  };
}
