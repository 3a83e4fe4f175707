import { type Layout, type SparseVector, similarityByBlock, toDense } from '@jophiel/vectors';
import type { Score, ScoreCalculator, ScoreInput } from './score-calculator.ts';

/** What one feature adds to a similarity; negative where it speaks against it. */
export interface FeatureSimilarity {
  readonly feature: string;
  readonly similarity: number;
}

/** The weighted parts of ScoreFinal; they sum to it. */
export type ScoreParts = Omit<Score, 'total'>;

/** A score and the named sums that it is made of: `score = scoreFinal + diversity`. */
export interface ScoreExplanation {
  readonly score: number;
  readonly scoreFinal: number;
  /** At most 0: what the variety of the feed takes off. */
  readonly diversity: number;
  /** Of ScoreFinal. */
  readonly parts: ScoreParts;
  /** The similarity part by feature; empty where popularity stands in for it. */
  readonly features: readonly FeatureSimilarity[];
}

/**
 * The inner product of an item and a taste, or of two items, feature by feature in the order of the definition; a
 * feature without a say has 0. Between vectors of length 1 the parts sum to the cosine, as the ranking computes it.
 * @param other dense with as many values as the layout has dimensions, or sparse
 */
export function similarityByFeature(
  layout: Layout,
  vector: SparseVector,
  other: SparseVector | Float32Array | Float64Array,
): FeatureSimilarity[] {
  const dense = 'indices' in other ? toDense(other, layout.dimensions) : other;
  const parts = similarityByBlock(layout, dense, vector);
  return layout.blocks.map(({ feature }) => ({ feature, similarity: parts[feature] ?? 0 }));
}

/** What a score is explained by, besides the input that it is computed from. */
export interface Explained extends Omit<ScoreInput, 'similarity'> {
  readonly layout: Layout;
  readonly vector: SparseVector;
  /** Length 1; undefined when nothing is known of the user's taste. */
  readonly taste: Float32Array | undefined;
  /** From 0 to 1; stands in for the similarity without a taste. */
  readonly popularity: number;
  /** At most 0. */
  readonly diversity: number;
}

/**
 * ScoreFinal in its weighted parts, computed as `rankFeed` does, and what is added to it; the features sum to the
 * similarity part.
 * @param now epoch ms at which novelty is taken: for a stored feed, when it was generated
 */
export function explainScore(explained: Explained, calculator: ScoreCalculator, now: number): ScoreExplanation {
  const { layout, vector, taste, popularity, diversity } = explained;
  const cosines = taste === undefined ? [] : similarityByFeature(layout, vector, taste);
  const similarity = taste === undefined ? popularity : sumOf(cosines.map((part) => part.similarity));
  const { total: scoreFinal, ...parts } = calculator.score({ ...explained, similarity }, now);
  const weight = calculator.similarityWeight;
  return {
    score: scoreFinal + diversity,
    scoreFinal,
    diversity,
    parts,
    features: cosines.map((part) => ({ ...part, similarity: part.similarity * weight })),
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
