import type { EventContract } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import type { Outbox } from './outbox.ts';

/** Stores and publishes events. */
export type Emitter = Pick<Outbox, 'store' | 'publish'>;

/**
 * The part of an outbox for the events of some contracts. `store` throws JophielError MANIFEST_INCOMPLETE for other
 * events, so that their transaction fails.
 */
export function emitterOf(outbox: Emitter, contracts: readonly EventContract[]): Emitter {
  const allowed = new Set(contracts.map(({ subject }) => subject));
  return {
    async store(transaction, events) {
      for (const { contract } of events) if (!allowed.has(contract.subject)) throw notListed(contract.subject);
      return outbox.store(transaction, events);
    },
    publish: async (pages) => outbox.publish(pages),
  };
}

function notListed(subject: string): JophielError {
  return new JophielError(
    'MANIFEST_INCOMPLETE',
    `${subject} is emitted, but not listed. Add its contract to "emits" of the subscriber, or to the arguments of emitting().`,
    { faults: [{ path: '/emits', problem: 'does not list this subject', value: subject }] },
  );
}
