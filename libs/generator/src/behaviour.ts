import type { DomainDefinition, Interaction } from '@jophiel/domain';

/** An interaction, how frequent it is, and whether users do it with items they like. */
export interface Behaviour {
  readonly name: string;
  readonly share: number;
  readonly likes: boolean;
  payload(about: {
    readonly sample: number | string;
    readonly creator: number | string;
    readonly collection: number | string;
  }): Record<string, unknown>;
}

/** Light interactions are frequent, strong ones rare. */
export function behaviourOf(domain: DomainDefinition): Behaviour[] {
  return Object.entries(domain.interactions).flatMap(([name, interaction]) => {
    const behaviour = ofKind(name, interaction);
    // Some interactions are undone.
    const undone =
      'undo' in interaction
        ? [{ ...undo(interaction, behaviour), name: interaction.undo, share: behaviour.share * 0.04 }]
        : [];
    return [behaviour, ...undone];
  });
}

function ofKind(name: string, interaction: Interaction): Behaviour {
  switch (interaction.kind) {
    case 'follow':
      return { name, share: 0.05, likes: true, payload: ({ creator }) => ({ [interaction.creatorKey]: creator }) };
    case 'collect':
      return {
        name,
        share: share(interaction.weight),
        likes: true,
        payload: ({ sample, collection }) => ({ sample_id: sample, [interaction.collectionKey]: collection }),
      };
    case 'toggle':
    case 'repeat':
      return {
        name,
        share: share(interaction.weight),
        likes: interaction.weight > 0,
        payload: ({ sample }) => ({ sample_id: sample }),
      };
    case 'exposure':
    case 'record':
      return { name, share: 0.1, likes: true, payload: ({ sample }) => ({ sample_id: sample }) };
    default:
      return interaction satisfies never;
  }
}

function undo(interaction: Interaction, behaviour: Behaviour): Behaviour {
  if (interaction.kind !== 'follow') return behaviour;
  return { ...behaviour, payload: ({ creator }) => ({ [interaction.undoCreatorKey]: creator }) };
}

function share(weight: number): number {
  return 0.08 / (Math.abs(weight) + 0.05);
}
