import { type Fault, faultAt } from '@jophiel/errors';
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { type FactorName, factorNames, factorSchemas, factorWeights, learnedFactors } from './factors.ts';

/** What the factors of ScoreFinal weigh, and the learned ones beside it. */
export const Scoring = Type.Object(factorWeights, closed);
export type Scoring = Static<typeof Scoring>;

/** The largest score that an item can have without a penalty. */
export function largestScore(scoring: Scoring): number {
  const weights: Readonly<Partial<Record<FactorName, number>>> = scoring;
  return factorNames.reduce((sum, name) => sum + factorSchemas[name].largest * (weights[name] ?? 0), 0);
}

/** What of the weights is well formed and still cannot work: a penalty must outweigh everything else by far. */
export function scoringFaults(scoring: Scoring): Fault[] {
  const { decidedPenalty } = scoring;
  const largest = largestScore(scoring);
  if (decidedPenalty === 0 || largest < -decidedPenalty / 2) return [];
  const problem = `must be below ${-2 * largest}: an item can score ${largest} by the other weights, and a decided item must stay far below all others`;
  return [faultAt({ scoring }, '/scoring/decidedPenalty', problem)];
}

/** The same definition without learned factors: ScoreFinal, and variety where it has any. */
export function withoutLearning<Definition extends { readonly scoring: Scoring }>(definition: Definition): Definition {
  const learned = new Set<string>(learnedFactors);
  const scoring = Object.fromEntries(Object.entries(definition.scoring).filter(([name]) => !learned.has(name)));
  return { ...definition, scoring };
}
