import type { Envelope, EventContract, PayloadOf } from '@jophiel/contracts';
import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import { decodeEvent } from '../decode/decode-delivery.ts';

export interface FollowOptions {
  readonly transport: Pick<Transport, 'follow'>;
  readonly logger: Logger;
}

/**
 * Calls `onEvent` for each event of a contract from now on, in every process that follows it. An event that breaks the
 * contract is logged and skipped: nothing is stored for a follower, so there is nothing to set aside.
 */
export async function follow<Contract extends EventContract>(
  contract: Contract,
  onEvent: (event: Envelope<PayloadOf<Contract>>) => void,
  { transport, logger }: FollowOptions,
): Promise<{ stop(): Promise<void> }> {
  return transport.follow(contract.subject, (body) => {
    const event = decoded(body, contract, logger);
    if (event !== undefined) onEvent(event);
  });
}

function decoded<Contract extends EventContract>(body: Uint8Array, contract: Contract, logger: Logger) {
  try {
    const origin = { eventName: contract.subject, identity: undefined, now: new Date() };
    return decodeEvent(body, contract, origin) as Envelope<PayloadOf<Contract>>;
  } catch (error) {
    logger.error({ err: error, subject: contract.subject }, 'skipped a followed event that breaks its contract');
    return undefined;
  }
}
