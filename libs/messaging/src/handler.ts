import type { Envelope, EventContract, PayloadOf } from '@jophiel/contracts';
import type { CausedEvent } from '@jophiel/events';
import type { Executor } from '@jophiel/postgres';

export interface HandlerContext {
  /** Open. It commits with the inbox and the outbox when the handler returns. */
  readonly transaction: Executor;
  readonly now: Date;
}

/** Handles a batch of events inside one transaction and returns the events it causes. After a failure it may get the same events again. */
export type Handler<Payload> = (
  events: readonly Envelope<Payload>[],
  context: HandlerContext,
) => Promise<readonly CausedEvent[]>;

/** A handler and the contract of the events it takes. */
export interface Subscriber {
  readonly contract: EventContract;
  readonly handle: Handler<never>;
  /** Contracts of the events that the handler may return. */
  readonly emits: readonly EventContract[];
  /** Throws a JophielError for events that fit the contract and can still never be handled. */
  readonly accepts: (event: Envelope) => void;
  /** Maximum events per transaction. */
  readonly batchSize: number;
  /** Maximum concurrent transactions: one computes while another waits for the database. */
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
    emits?: readonly EventContract[];
    batchSize?: number;
    batchesAtOnce?: number;
    accepts?: (event: Envelope) => void;
    process?: string;
    itemsIn?: (payload: PayloadOf<Contract>) => number;
  } = {},
): Subscriber {
  const { emits = [], batchSize = DEFAULT_BATCH, batchesAtOnce = 1 } = options;
  const { accepts = () => {}, process, itemsIn = () => 1 } = options;
  return {
    contract,
    handle,
    emits,
    accepts,
    batchSize,
    batchesAtOnce,
    process,
    itemsIn: ({ payload }) => itemsIn(payload as PayloadOf<Contract>),
  };
}
