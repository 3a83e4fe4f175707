import { addScaled, dotSparse, norm, type SparseVector } from '@jophiel/vectors';

/** One summand of a taste. */
export interface TasteSource {
  /** As of the taste's time; below 0 for aversion. */
  readonly weight: number;
  readonly vector: SparseVector;
  readonly tokens: readonly string[];
}

export interface Signal extends TasteSource {
  readonly sampleId: string;
  readonly interaction: string;
  readonly at: number;
}

export interface Contribution {
  readonly signal: Signal;
  readonly similarity: number;
}

/**
 * The taste is `Σ weight · vector` at length 1, so a signal adds `weight · ⟨vector, item⟩ / ‖Σ weight · vector‖`. These
 * sum to the similarity, less the share of what else is in the taste. The largest absolute value comes first.
 * @param others what is in the taste besides the signals: the terms that the user chose
 */
export function contributionsTo(
  item: SparseVector,
  signals: readonly Signal[],
  others: readonly TasteSource[],
  dimensions: number,
): Contribution[] {
  const total = new Float64Array(dimensions);
  for (const { vector, weight } of [...signals, ...others]) addScaled(total, vector, weight);
  const length = norm(total);
  if (length === 0) return [];
  return signals
    .map((signal) => ({ signal, similarity: (signal.weight * dotSparse(signal.vector, item)) / length }))
    .sort((a, b) => Math.abs(b.similarity) - Math.abs(a.similarity));
}
