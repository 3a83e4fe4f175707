import type { InteractionMeaning } from '@jophiel/domain';
import { addContribution, type DecayedSums, emptySums, type SparseVector } from '@jophiel/vectors';
import type { FoldOptions } from './fold-options.ts';
import { newestTimes, positionFactors } from './positions.ts';
import type { ReactionCount } from './reaction.ts';
import { contributionOf, type Happening, type Signal } from './signal.ts';

/** A user's taste, as sums of contributions. */
export interface TasteProfile {
  readonly userId: string;
  /** Increases with every change; 0 before the first. */
  readonly version: number;
  readonly layout: string;
  readonly sums: DecayedSums;
  readonly reaction: ReactionCount | undefined;
}

export interface SignalWithVector {
  readonly signal: Signal;
  readonly vector: SparseVector;
}

/** How one event changed the sums; `refold`: they must be computed again from all signals to be exact. */
export type SumsChange = 'same' | 'added' | 'refold';

/**
 * Adds what an event adds to its signal. Losses are not subtracted: the rounding error of a subtraction could exceed older,
 * small contributions.
 */
export function addToSums(
  sums: DecayedSums,
  step: {
    readonly before: Signal | undefined;
    readonly after: Signal;
    readonly happening: Happening;
    readonly meaning: InteractionMeaning;
    readonly vector: SparseVector;
    readonly dimensions: number;
  },
): SumsChange {
  const { before, after, happening, meaning, vector, dimensions } = step;
  const { taste, fold } = meaning.traits;
  if (before === after || taste === undefined) return 'same';
  if (fold.as === 'sum') {
    const { weight, halfLifeDays } = taste;
    addContribution(sums, dimensions, { vector, weight, at: happening.at, halfLifeDays });
    return 'added';
  }
  if (before !== undefined && before.amount > 0) return 'refold';
  const gained = contributionOf(after, meaning);
  if (gained === undefined) return 'same';
  addContribution(sums, dimensions, { vector, ...gained });
  return 'added';
}

/** The sums of all signals of a user, in any order. */
export function foldSums(
  signals: Iterable<SignalWithVector>,
  { meanings, dimensions, positionScale }: Pick<FoldOptions, 'meanings' | 'dimensions' | 'positionScale'>,
): DecayedSums {
  const contributions = [...signals].flatMap(({ signal, vector }) => {
    const meaning = meanings.get(signal.interaction);
    const contribution = meaning === undefined ? undefined : contributionOf(signal, meaning);
    return contribution === undefined ? [] : [{ sampleId: signal.sampleId, vector, ...contribution }];
  });
  const factors = positionScale === undefined ? undefined : positionFactors(newestTimes(contributions), positionScale);
  const sums = emptySums();
  for (const { sampleId, ...contribution } of contributions) {
    const weight = contribution.weight * (factors?.get(sampleId) ?? 1);
    addContribution(sums, dimensions, { ...contribution, weight });
  }
  return sums;
}
