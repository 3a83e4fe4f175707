import type { Envelope } from '@jophiel/contracts';
import {
  type DomainDefinition,
  idsOf,
  interactionMeanings,
  type SubjectKeys,
  subjectKeysOf,
  weightOf,
} from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import type { InteractionRecord } from './accepted-event.ts';

const PREFIX = 'user.interaction.';

export type ReadInteraction = (envelope: Envelope) => InteractionRecord;

/** @throws JophielError EVENT_UNKNOWN for an unknown interaction, EVENT_INVALID for a missing or invalid key */
export function interactionReader(domain: DomainDefinition): ReadInteraction {
  const meanings = interactionMeanings(domain);
  const ids = idsOf(domain);

  return (envelope) => {
    const name = envelope.event_name.slice(PREFIX.length);
    const meaning = meanings.get(name);
    if (meaning === undefined) throw unknown(envelope.event_name, meanings);
    const { payload } = envelope;
    const weight = weightOf(meaning);
    const id = (key: string) => ids.read(payload[key], `/payload/${key}`);
    return {
      eventId: envelope.event_id,
      userId: id('user_id'),
      interaction: name,
      ...subjectOf(subjectKeysOf(meaning), id),
      occurredAt: envelope.event_timestamp,
      source: envelope.source,
      correlationId: envelope.correlation_id,
      ...(weight === undefined ? {} : { weight }),
    };
  };
}

function subjectOf(
  { sampleId, creatorId, collectionId }: SubjectKeys,
  id: (key: string) => string,
): Pick<InteractionRecord, 'sampleId' | 'creatorId' | 'collectionId'> {
  return {
    ...(sampleId === undefined ? {} : { sampleId: id(sampleId) }),
    ...(creatorId === undefined ? {} : { creatorId: id(creatorId) }),
    ...(collectionId === undefined ? {} : { collectionId: id(collectionId) }),
  };
}

function unknown(eventName: string, meanings: ReadonlyMap<string, unknown>): JophielError {
  return new JophielError(
    'EVENT_UNKNOWN',
    `The domain definition knows no interaction ${eventName}. It knows ${[...meanings.keys()].join(', ')}.`,
  );
}
