import { type FactorName, factorNames, learnedFactors, scoreFinalFactors } from '@jophiel/domain';
import type { Candidate } from './candidate.ts';
import { coInteraction } from './factors/co-interaction.ts';
import { creatorAffinity } from './factors/creator-affinity.ts';
import type { Factor, Scene, ScoringWeights } from './factors/factor.ts';
import { following } from './factors/following.ts';
import { novelty } from './factors/novelty.ts';
import { penalty } from './factors/penalty.ts';
import { popularity } from './factors/popularity.ts';
import { similarity } from './factors/similarity.ts';
import type { Listener } from './listener.ts';

const factors: Readonly<Record<FactorName, Factor>> = {
  similarity,
  following,
  novelty,
  penalty,
  coInteraction,
  popularity,
  creatorAffinity,
};

/** The weighted parts of one item's ScoreFinal and of its learned sum. */
export type ScoreParts = Readonly<Record<FactorName, number>>;

export interface Score {
  /** `scoreFinal + learned`. */
  readonly total: number;
  readonly scoreFinal: number;
  /** What is learned from users' interactions; 0 where that is off. */
  readonly learned: number;
  readonly parts: ScoreParts;
}

/** The same of many items: a column each, in the order of the items. */
export interface ScoreColumns {
  readonly total: Float64Array;
  readonly scoreFinal: Float64Array;
  readonly learned: Float64Array;
  readonly parts: Readonly<Record<FactorName, Float64Array>>;
}

/**
 * ScoreFinal, the sum of its factors, and beside it the sum of the learned ones: every score that is stored, answered or
 * explained comes from here. Only the
 * search for candidates, which leaves out what cannot be among the best, writes `similarity·w₁ + novelty·w₃` itself: in SQL
 * (candidate-keys.ts in libs/candidates) and in the kernels of libs/nearest. score-final.test.ts in libs/candidates holds
 * both to the numbers and the order of this class.
 */
export class ScoreCalculator {
  readonly #weights: ScoringWeights;
  readonly #learns: boolean;

  /** @param learns whether the learned factors count, as far as they have a weight */
  constructor(weights: ScoringWeights, { learns }: { readonly learns: boolean } = { learns: true }) {
    this.#weights = weights;
    this.#learns = learns && learnedFactors.some((name) => (weights[name] ?? 0) > 0);
  }

  /** Whether any learned factor counts. */
  get learns(): boolean {
    return this.#learns;
  }

  /** By how much a cosine is multiplied. */
  get similarityWeight(): number {
    return this.#weights.similarity;
  }

  scores(listener: Listener, items: readonly Candidate[], scene: Scene): ScoreColumns {
    const parts = {} as Record<FactorName, Float64Array>;
    const sumOf = (names: readonly FactorName[], isOn: boolean): Float64Array => {
      const sum = new Float64Array(items.length);
      for (const name of names) {
        // Where nothing is learned, the sum is the column of each part: all 0.
        const column = isOn ? factors[name](this.#weights, listener, items, scene) : sum;
        if (isOn) for (let row = 0; row < sum.length; row++) sum[row]! += column[row]!;
        parts[name] = column;
      }
      return sum;
    };
    const scoreFinal = sumOf(scoreFinalFactors, true);
    const learned = sumOf(learnedFactors, this.#learns);
    const total = this.#learns ? scoreFinal.map((score, row) => score + learned[row]!) : scoreFinal;
    return { total, scoreFinal, learned, parts };
  }

  /** The score of one item: its row of the columns. */
  score(listener: Listener, item: Candidate, scene: Scene): Score {
    const { total, scoreFinal, learned, parts } = this.scores(listener, [item], scene);
    const row = Object.fromEntries(factorNames.map((name) => [name, parts[name][0]!])) as Record<FactorName, number>;
    return { total: total[0]!, scoreFinal: scoreFinal[0]!, learned: learned[0]!, parts: row };
  }
}
