import { type FactorName, factorNames } from '@jophiel/domain';
import type { Candidate } from './candidate.ts';
import type { Factor, Scene, ScoringWeights } from './factors/factor.ts';
import { following } from './factors/following.ts';
import { novelty } from './factors/novelty.ts';
import { penalty } from './factors/penalty.ts';
import { similarity } from './factors/similarity.ts';
import type { Listener } from './listener.ts';

const factors: Readonly<Record<FactorName, Factor>> = { similarity, following, novelty, penalty };

/** The weighted parts of one item's ScoreFinal; they sum to it. */
export type ScoreParts = Readonly<Record<FactorName, number>>;

export interface Score {
  readonly total: number;
  readonly parts: ScoreParts;
}

/** The same of many items: a column each, in the order of the items. */
export interface ScoreColumns {
  readonly total: Float64Array;
  readonly parts: Readonly<Record<FactorName, Float64Array>>;
}

/**
 * ScoreFinal, the sum of the factors: every ScoreFinal that is stored, answered or explained comes from here. Only the
 * search for candidates, which leaves out what cannot be among the best, writes `similarity·w₁ + novelty·w₃` itself: in SQL
 * (candidate-keys.ts in libs/candidates) and in the kernels of libs/nearest. score-final.test.ts in libs/candidates holds
 * both to the numbers and the order of this class.
 */
export class ScoreCalculator {
  readonly #weights: ScoringWeights;

  constructor(weights: ScoringWeights) {
    this.#weights = weights;
  }

  /** By how much a cosine is multiplied. */
  get similarityWeight(): number {
    return this.#weights.similarity;
  }

  scores(listener: Listener, items: readonly Candidate[], scene: Scene): ScoreColumns {
    const parts = {} as Record<FactorName, Float64Array>;
    const total = new Float64Array(items.length);
    for (const name of factorNames) {
      const column = factors[name](this.#weights, listener, items, scene);
      for (let row = 0; row < total.length; row++) total[row]! += column[row]!;
      parts[name] = column;
    }
    return { total, parts };
  }

  /** The score of one item: its row of the columns. */
  score(listener: Listener, item: Candidate, scene: Scene): Score {
    const { total, parts } = this.scores(listener, [item], scene);
    const row = Object.fromEntries(factorNames.map((name) => [name, parts[name][0]!])) as Record<FactorName, number>;
    return { total: total[0]!, parts: row };
  }
}
