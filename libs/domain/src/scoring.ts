import { type Fault, faultAt } from '@jophiel/errors';
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { factorWeights } from './factors.ts';

/** What the factors of ScoreFinal weigh, and the learned ones beside it. */
export const Scoring = Type.Object(factorWeights, closed);
export type Scoring = Static<typeof Scoring>;

/** A sum of co-interaction beyond this, up or down, counts as this. */
export const MAX_CO_INTERACTION = 5;

/** The largest score that an item can have without a penalty: similarity, popularity and shares are 1 at most. */
export function largestScore(scoring: Scoring): number {
  const { similarity, following, novelty, coInteraction = 0, popularity = 0, creatorAffinity = 0 } = scoring;
  return similarity + following + novelty + MAX_CO_INTERACTION * coInteraction + popularity + creatorAffinity;
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
  const { coInteraction: _, popularity: __, creatorAffinity: ___, ...scoring } = definition.scoring;
  return { ...definition, scoring };
}
