import { type DomainDefinition, type SubjectKeys, traitsOf } from '@jophiel/domain';

/** An interaction, how frequent it is, and whether users do it with items they like. */
export interface Behaviour {
  readonly name: string;
  readonly share: number;
  readonly likes: boolean;
  payload(about: About): Record<string, unknown>;
}

interface About {
  readonly sample: number | string;
  readonly creator: number | string;
  readonly collection: number | string;
}

/** Light interactions are frequent, strong ones rare. */
export function behaviourOf(domain: DomainDefinition): Behaviour[] {
  return Object.entries(domain.interactions).flatMap(([name, interaction]) => {
    const { taste, fold, subject, undo } = traitsOf(interaction);
    const behaviour = {
      name,
      share: taste === undefined ? (fold.as === 'follow' ? 0.05 : 0.1) : shareOf(taste.weight),
      likes: taste === undefined || taste.weight > 0,
      payload: payloadOf(subject),
    };
    if (undo === undefined) return [behaviour];
    // Some interactions are undone.
    const undone = { ...behaviour, name: undo.name, share: behaviour.share * 0.04, payload: payloadOf(undo.subject) };
    return [behaviour, undone];
  });
}

function payloadOf({ sampleId, creatorId, collectionId }: SubjectKeys): Behaviour['payload'] {
  return ({ sample, creator, collection }) => ({
    ...(sampleId === undefined ? {} : { [sampleId]: sample }),
    ...(creatorId === undefined ? {} : { [creatorId]: creator }),
    ...(collectionId === undefined ? {} : { [collectionId]: collection }),
  });
}

function shareOf(weight: number): number {
  return 0.08 / (Math.abs(weight) + 0.05);
}
