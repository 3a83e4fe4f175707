import { type DomainDefinition, signalMeanings, weightOf } from '@jophiel/domain';
import type { RecordedWeight } from './statements/read-recorded-weights.ts';

export interface WeightComparison {
  readonly interaction: string;
  /** Undefined for events recorded before the log kept weights. */
  readonly recorded: number | undefined;
  /** Weight in the current definition; undefined when the interaction has none. */
  readonly now: number | undefined;
  readonly events: number;
  readonly state: 'same' | 'changed' | 'unknown';
}

/**
 * Compares the weights in the log with those of the definition in force, in the definition's order. Excludes
 * interactions without a weight in either, such as a follow.
 */
export function compareWeights(recorded: readonly RecordedWeight[], domain: DomainDefinition): WeightComparison[] {
  const meanings = signalMeanings(domain);
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
