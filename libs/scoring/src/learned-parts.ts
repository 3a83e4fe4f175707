import { type LearnedFactor, learnedFactors } from '@jophiel/domain';
import type { ScoreColumns } from './score-calculator.ts';

/** The weighted parts of what is learned about one item, for one user. */
export type LearnedParts = Readonly<Record<LearnedFactor, number>>;

/** The parts in one row of the columns; undefined when all are 0. */
export function learnedPartsAt({ parts }: ScoreColumns, row: number): LearnedParts | undefined {
  if (learnedFactors.every((name) => parts[name][row] === 0)) return undefined;
  return Object.fromEntries(learnedFactors.map((name) => [name, parts[name][row]!])) as Record<LearnedFactor, number>;
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

/** The parts of an item of a stored feed; undefined when nothing was learned. @param numbers of all its items */
export function learnedPartsOf(numbers: readonly number[], place: number): LearnedParts | undefined {
  const own = learnedFactors.map((name, index) => [name, numbers[place * LEARNED_NUMBERS + index] ?? 0] as const);
  return own.every(([, part]) => part === 0) ? undefined : (Object.fromEntries(own) as Record<LearnedFactor, number>);
}
