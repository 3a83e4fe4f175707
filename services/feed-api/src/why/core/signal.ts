import { addScaled, dotSparse, norm, type SparseVector } from '@jophiel/vectors';

export interface Signal {
  readonly sampleId: string;
  readonly interaction: string;
  /** Epoch ms of the last time. */
  readonly at: number;
  /** As of the taste's time; below 0 for aversion. */
  readonly weight: number;
  readonly vector: SparseVector;
  readonly tokens: readonly string[];
}

export interface Contribution {
  readonly signal: Signal;
  readonly similarity: number;
}

/**
 * The taste is `Σ weight · vector` at length 1, so a signal adds `weight · ⟨vector, item⟩ / ‖Σ weight · vector‖`. These
 * sum to the similarity. The largest absolute value comes first.
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
