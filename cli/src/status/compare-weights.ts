import { type DomainDefinition, interactionMeanings, weightOf } from '@jophiel/domain';
import type { RecordedWeight } from './statements/read-recorded-weights.ts';

export interface WeightComparison {
  readonly interaction: string;
  /** Undefined for events that were recorded before the log kept weights. */
  readonly recorded: number | undefined;
  /** What the definition says now; undefined when the interaction has no weight in it any more. */
  readonly now: number | undefined;
  readonly events: number;
  readonly state: 'same' | 'changed' | 'unknown';
}

/**
 * Holds the weights in the log against those of the definition in force, in the definition's order. What has no weight in
 * either, such as a follow, is left out.
 */
export function compareWeights(recorded: readonly RecordedWeight[], domain: DomainDefinition): WeightComparison[] {
  const meanings = interactionMeanings(domain);
  const order = [...meanings.keys()];
  return recorded
    .map(({ interaction, weight, events }) => {
      const meaning = meanings.get(interaction);
      const now = meaning === undefined ? undefined : weightOf(meaning);
      return { interaction, recorded: weight ?? undefined, now, events };
    })
    .filter(({ recorded: then, now }) => then !== undefined || now !== undefined)
    .map((row) => ({ ...row, state: stateOf(row.recorded, row.now) }))
    .toSorted(
      (a, b) =>
        order.indexOf(a.interaction) - order.indexOf(b.interaction) ||
        (a.recorded ?? Number.NEGATIVE_INFINITY) - (b.recorded ?? Number.NEGATIVE_INFINITY),
    );
}

function stateOf(recorded: number | undefined, now: number | undefined): WeightComparison['state'] {
  if (recorded === undefined) return 'unknown';
  return recorded === now ? 'same' : 'changed';
}
