import { addScaled, dotSparse, norm, type SparseVector } from '@jophiel/vectors';

/** Something that a user has done with a sample, and that counts in the taste. */
export interface Signal {
  readonly sampleId: string;
  readonly interaction: string;
  /** Epoch ms of the last time. */
  readonly at: number;
  /** As of the taste's time; below 0 for aversion. */
  readonly weight: number;
  readonly vector: SparseVector;
  /** Names of the sample's tokens. */
  readonly tokens: readonly string[];
}

export interface Contribution {
  readonly signal: Signal;
  /** What the signal adds to the cosine of the taste and an item. */
  readonly similarity: number;
}

/**
 * How much each signal adds to the similarity of a taste and an item: the taste is `Σ weight · vector` at length 1, so
 * each signal's share is `weight · ⟨vector, item⟩ / ‖Σ weight · vector‖`, and they sum to the similarity. The loudest
 * first, whichever way they pull.
 */
export function contributionsTo(item: SparseVector, signals: readonly Signal[], dimensions: number): Contribution[] {
  const total = new Float64Array(dimensions);
  for (const { vector, weight } of signals) addScaled(total, vector, weight);
  const length = norm(total);
  if (length === 0) return [];
  return signals
    .map((signal) => ({ signal, similarity: (signal.weight * dotSparse(signal.vector, item)) / length }))
    .sort((a, b) => Math.abs(b.similarity) - Math.abs(a.similarity));
}
