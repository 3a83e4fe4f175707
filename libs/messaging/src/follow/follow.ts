import type { Envelope, EventContract, PayloadOf } from '@jophiel/contracts';
import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import { decodeEvent } from '../decode/decode-delivery.ts';

/** A contract that a service follows, and what it does with each event. */
export interface Follow {
  readonly contract: EventContract;
  readonly onEvent: (event: Envelope<never>) => void;
  /** Called after every contract of the service is followed, and after each reconnect: earlier events may have been missed. */
  readonly onConnect: () => Promise<void> | void;
}

/** Binds a contract to what a service does with its events. */
export function following<Contract extends EventContract>(
  contract: Contract,
  onEvent: (event: Envelope<PayloadOf<Contract>>) => void,
  { onConnect = () => {} }: { readonly onConnect?: Follow['onConnect'] } = {},
): Follow {
  return { contract, onEvent, onConnect };
}

export interface FollowOptions {
  readonly transport: Pick<Transport, 'follow'>;
  readonly logger: Logger;
}

/**
 * Calls `onEvent` for each event of a contract from now on, in every process that follows it. An event that breaks the
 * contract is logged and skipped: nothing is stored for a follower, so there is nothing to set aside.
 */
export async function follow(
  { contract, onEvent }: Pick<Follow, 'contract' | 'onEvent'>,
  { transport, logger }: FollowOptions,
): Promise<{ stop(): Promise<void> }> {
  return transport.follow(contract.subject, (body) => {
    const event = decoded(body, contract, logger);
    if (event !== undefined) onEvent(event);
  });
}

function decoded(body: Uint8Array, contract: EventContract, logger: Logger) {
  try {
    const origin = { eventName: contract.subject, identity: undefined, now: new Date() };
    return decodeEvent(body, contract, origin) as Envelope<never>;
  } catch (error) {
    logger.error({ err: error, subject: contract.subject }, 'skipped a followed event that breaks its contract');
    return undefined;
  }
}
