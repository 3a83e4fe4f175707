import { type Layout, type SparseVector, similarityByBlock, toDense } from '@jophiel/vectors';
import type { Candidate } from './candidate.ts';
import type { Scene } from './factors/factor.ts';
import { type LearnedParts, learnedSum } from './learned-parts.ts';
import type { Listener } from './listener.ts';
import type { ScoreCalculator, ScoreParts } from './score-calculator.ts';

/** What one feature adds to a similarity; negative where it speaks against it. */
export interface FeatureSimilarity {
  readonly feature: string;
  readonly similarity: number;
}

/** A score and the named sums that it is made of: `score = scoreFinal + learned + diversity + exploration`. */
export interface ScoreExplanation {
  readonly score: number;
  readonly scoreFinal: number;
  /** What is learned from what users do together; 0 where that is off. */
  readonly learned: number;
  /** At most 0: what the variety of the feed takes off. */
  readonly diversity: number;
  /** At least 0: what lifted a new item to its place. */
  readonly exploration: number;
  /** The parts of ScoreFinal and of what is learned. */
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

/** As of what a score is explained: for a stored feed, `now` is when it was generated. */
export interface ExplainedScene extends Scene {
  /** At most 0: what variety took off. */
  readonly diversity: number;
  /** What lifted a new item; default 0. */
  readonly exploration?: number | undefined;
  /** As stored with the feed; computed where it is not given. */
  readonly learned?: LearnedParts | undefined;
}

/** Why an item scores as it does for a listener: the row by which `rankFeed` places it, and what is added to it. */
export function explainScore(
  listener: Listener,
  item: Candidate,
  { layout, calculator }: { readonly layout: Layout; readonly calculator: ScoreCalculator },
  { diversity, exploration = 0, learned: stored, ...scene }: ExplainedScene,
): ScoreExplanation {
  const computed = calculator.score(listener, item, scene);
  const { scoreFinal } = computed;
  const learned = stored === undefined ? computed.learned : learnedSum(stored);
  const { taste } = listener;
  const cosines = taste === undefined ? [] : similarityByFeature(layout, item.vector, taste);
  const weight = calculator.similarityWeight;
  return {
    score: scoreFinal + learned + diversity + exploration,
    scoreFinal,
    learned,
    diversity,
    exploration,
    parts: { ...computed.parts, ...stored },
    features: cosines.map((part) => ({ ...part, similarity: part.similarity * weight })),
  };
}
