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
