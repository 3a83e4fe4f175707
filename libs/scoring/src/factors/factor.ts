import type { DomainDefinition } from '@jophiel/domain';
import type { Candidate } from '../candidate.ts';
import type { Listener } from '../listener.ts';

/** The weights of all factors, from the domain definition. */
export type ScoringWeights = Readonly<DomainDefinition['scoring']>;

/** What items are scored by besides themselves and the listener. */
export interface Scene {
  /** From 0 to 1, by item. */
  readonly popularity: ReadonlyMap<string, number>;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * One weighted value for each item. ScoreFinal sums the columns of its factors in their order, and the learned sum those of
 * the learned ones; an explanation is the row of one item. A ranking scores thousands of items, so a factor makes no object for each of them.
 */
export type Factor = (
  weights: ScoringWeights,
  listener: Listener,
  items: readonly Candidate[],
  scene: Scene,
) => Float64Array;
