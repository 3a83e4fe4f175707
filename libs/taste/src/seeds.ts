import { SEED } from '@jophiel/domain';
import { addContribution, type DecayedSums, type Terms } from '@jophiel/vectors';
import type { FoldOptions } from './fold-options.ts';
import { type Happening, isLater, type Signal } from './signal.ts';

/** What a user chose to start with. A choice replaces the one before as a whole. */
export interface Seeds extends Happening {
  readonly userId: string;
  readonly sampleIds: readonly string[];
  readonly terms: Terms;
}

/** The seeds that count after one more choice: the latest by time, then by event id, in any order of arrival. */
export function foldSeeds(before: Seeds | undefined, after: Seeds): Seeds {
  return before !== undefined && !isLater(after, before) ? before : after;
}

/** The latest choice of each user. */
export function latestSeeds(choices: Iterable<Seeds>): Map<string, Seeds> {
  const latest = new Map<string, Seeds>();
  for (const each of choices) latest.set(each.userId, foldSeeds(latest.get(each.userId), each));
  return latest;
}

/** The chosen samples as signals, beside those of interactions. */
export function seedSignals({ userId, sampleIds, at, eventId }: Seeds): Signal[] {
  return sampleIds.map((sampleId) => ({
    userId,
    sampleId,
    interaction: SEED,
    collectionId: '',
    amount: 1,
    at,
    eventId,
  }));
}

/** Adds the chosen terms to sums: all of them together count as one chosen sample. */
export function addSeedTerms(
  sums: DecayedSums,
  { terms, at }: Seeds,
  { seeds, dimensions }: Pick<FoldOptions, 'seeds' | 'dimensions'>,
): void {
  if (seeds === undefined) return;
  const { weight, halfLifeDays, vectorOf } = seeds;
  const vector = vectorOf(terms);
  if (vector.indices.length > 0) addContribution(sums, dimensions, { vector, weight, at, halfLifeDays });
}
