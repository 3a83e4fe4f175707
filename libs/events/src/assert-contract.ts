import type { Envelope, EventContract } from '@jophiel/contracts';
import type { TSchema } from 'typebox';
import { type Checker, checker, faultsAsText, JophielError } from '@jophiel/errors';

const checkers = new WeakMap<EventContract, Checker<unknown>>();

/** @throws JophielError EVENT_INVALID when the payload breaks the contract, or its version is newer than this release */
export function assertContract(envelope: Envelope, contract: EventContract): void {
  if (envelope.version > contract.version)
    throw new JophielError(
      'EVENT_INVALID',
      `${envelope.event_name} has version ${envelope.version}; this release reads versions up to ${contract.version}. Update Jophiel, then replay the dead letters.`,
    );
  const checked = checkerOf(contract)(envelope.payload);
  if (checked.ok) return;
  const faults = checked.faults.map((fault) => ({ ...fault, path: `/payload${fault.path}` }));
  throw new JophielError('EVENT_INVALID', `${envelope.event_name} breaks its contract: ${faultsAsText(faults)}`, {
    faults,
  });
}

function checkerOf(contract: EventContract): Checker<unknown> {
  const known = checkers.get(contract);
  if (known !== undefined) return known;
  const made = checker<TSchema>(contract.payload);
  checkers.set(contract, made);
  return made;
}
