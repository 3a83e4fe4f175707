import { MOST_SIMILAR } from '@jophiel/contracts';
import { dotSparse, type SparseVector } from '@jophiel/vectors';

/** The samples that are most similar to one, as far as its list goes. */
export interface SimilarList {
  /** Before anything was read for it. */
  readonly generatedAt: Date;
  readonly sampleIds: readonly string[];
  /** Cosines, in the order of the samples. */
  readonly similarities: readonly number[];
}

/** So many samples a list holds, where there are so many: whatever is asked for is its beginning. */
export const LIST_LENGTH = MOST_SIMILAR;

/** A sample as it is since a change. */
export interface Changed {
  readonly sampleId: string;
  /** Undefined for one that may not be recommended, or cannot be compared. */
  readonly vector: SparseVector | undefined;
}

/** Vectors are float32: of one pair of them every process computes the same but for this. */
const ROUNDING = 1e-6;

/**
 * Whether a change may change a list: the sample stands in it and is not any more as similar as it was, or it does not
 * and is nearer than the last. One that passes no filter, or is another's copy, may be taken for such a change, but no
 * such change is missed: a filter may tell what a similarity does not, so every change of what is filtered counts.
 */
export function isTouched(
  list: SimilarList,
  { seed, isFiltered }: { readonly seed: SparseVector; readonly isFiltered: boolean },
  { sampleId, vector }: Changed,
): boolean {
  const place = list.sampleIds.indexOf(sampleId);
  if (vector === undefined) return place >= 0;
  const similarity = dotSparse(vector, seed);
  if (place >= 0) return isFiltered || Math.abs(similarity - list.similarities[place]!) > ROUNDING;
  return similarity > (list.sampleIds.length < LIST_LENGTH ? 0 : list.similarities.at(-1)!);
}
