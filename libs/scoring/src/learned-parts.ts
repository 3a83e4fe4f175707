import { type LearnedFactor, learnedFactors } from '@jophiel/domain';
import type { ScoreColumns, ScoreParts } from './score-calculator.ts';

/** The weighted parts of what is learned about one item, for one user. */
export type LearnedParts = Readonly<Record<LearnedFactor, number>>;

export const nothingLearned = partsOf(() => 0);

/** The learned parts among all parts of a score. */
export function learnedIn(parts: ScoreParts): LearnedParts {
  return partsOf((name) => parts[name]);
}

/** The parts in one row of the columns; undefined when all are 0. */
export function learnedPartsAt({ parts }: ScoreColumns, row: number): LearnedParts | undefined {
  if (learnedFactors.every((name) => parts[name][row] === 0)) return undefined;
  return partsOf((name) => parts[name][row]!);
}

/** What the parts add up to: 0 without any. */
export function learnedSum(parts: LearnedParts | undefined): number {
  return parts === undefined ? 0 : learnedFactors.reduce((sum, name) => sum + parts[name], 0);
}

/** Numbers that a stored feed has for each item. */
export const LEARNED_NUMBERS = learnedFactors.length;

/** The parts as numbers, in the order of the factors: how a stored feed has them. */
export function learnedNumbers(parts: LearnedParts | undefined): number[] {
  return learnedFactors.map((name) => parts?.[name] ?? 0);
}

/**
 * The parts of an item of a stored feed; undefined when nothing was learned, and of a feed that was stored when there were
 * other learned factors.
 * @param numbers those of all its items
 */
export function learnedPartsOf(
  numbers: readonly number[],
  { place, items }: { readonly place: number; readonly items: number },
): LearnedParts | undefined {
  if (numbers.length !== items * LEARNED_NUMBERS) return undefined;
  const own = partsOf((_, index) => numbers[place * LEARNED_NUMBERS + index]!);
  return learnedFactors.every((name) => own[name] === 0) ? undefined : own;
}

function partsOf(partOf: (name: LearnedFactor, index: number) => number): LearnedParts {
  return Object.fromEntries(learnedFactors.map((name, index) => [name, partOf(name, index)])) as Record<
    LearnedFactor,
    number
  >;
}
