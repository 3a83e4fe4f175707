import {
  type Envelope,
  type EventContract,
  sampleAnalyzed,
  sampleCreated,
  sampleLifecycleDeleted,
  sampleUpdated,
  userCreated,
  userInteraction,
  userLifecycleDeleted,
} from '@jophiel/contracts';
import { type DomainDefinition, idsOf } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { assertContract } from '@jophiel/events';
import type { AcceptedEvent } from './accepted-event.ts';
import { interactionReader } from './read-interaction.ts';

export type ReadEvent = (envelope: Envelope) => AcceptedEvent;

/** Reads by the event's contract and the domain definition. @throws JophielError EVENT_UNKNOWN, EVENT_INVALID */
export function eventReader(domain: DomainDefinition): ReadEvent {
  const readInteraction = interactionReader(domain);
  const ids = idsOf(domain);
  const id = (envelope: Envelope, key: string) => ids.read(envelope.payload[key], `/payload/${key}`);
  const described: ReadEvent = (envelope) => {
    id(envelope, 'sample_id');
    id(envelope, 'creator_id');
    return { kind: 'sample-described', envelope };
  };
  const readers: readonly (readonly [EventContract, ReadEvent])[] = [
    [userInteraction, (envelope) => ({ kind: 'interaction', envelope, record: readInteraction(envelope) })],
    [sampleAnalyzed, described],
    [sampleCreated, described],
    [sampleUpdated, described],
    [sampleLifecycleDeleted, (envelope) => ({ kind: 'sample-deleted', envelope, sampleId: id(envelope, 'sample_id') })],
    [userCreated, (envelope) => ({ kind: 'user-created', envelope, userId: id(envelope, 'user_id') })],
    [userLifecycleDeleted, (envelope) => ({ kind: 'user-deleted', envelope, userId: id(envelope, 'user_id') })],
  ];

  return (envelope) => {
    const found = readers.find(([{ subject }]) => fits(subject, envelope.event_name));
    if (found === undefined) {
      const names = readers.map(([{ subject }]) => subject).join(', ');
      throw new JophielError('EVENT_UNKNOWN', `The event ${envelope.event_name} is unknown. Known events: ${names}.`);
    }
    const [contract, read] = found;
    assertContract(envelope, contract);
    return read(envelope);
  };
}

function fits(subject: string, name: string): boolean {
  return subject.endsWith('>') ? name.startsWith(subject.slice(0, -1)) : name === subject;
}
