import { MAX_SIMILAR } from '@jophiel/contracts';
import { dotDense, type SparseVector } from '@jophiel/vectors';

/** A question that has the same answer for every user. */
export interface Question {
  readonly kind: 'similar' | 'ideas';
  /** The id of a sample, or the hash of the ids on a board. */
  readonly key: string;
  readonly filters: string;
  /** The revision of the sample, or the hash of the revisions on the board. */
  readonly content: string;
}

export interface NearestList {
  /** A sample's vector, or a mean of several: dense, length 1. */
  readonly centre: Float32Array;
  readonly members: number;
  readonly sampleIds: readonly string[];
  readonly similarities: readonly number[];
}

export interface CachedLists {
  /** A time before the first read, so that later changes are noticed. */
  readonly generatedAt: Date;
  readonly lists: readonly NearestList[];
}

/** Shorter answers are the beginning of a list of this length. */
export const LIST_LENGTH = MAX_SIMILAR;

export interface NearSample {
  readonly sampleId: string;
  readonly similarity: number;
}

/** @returns undefined if a full list has too few left: more samples may exist beyond its end */
export function firstOf(
  { sampleIds, similarities }: NearestList,
  limit: number,
  isExcluded: (sampleId: string) => boolean,
): NearSample[] | undefined {
  const left = sampleIds
    .map((sampleId, index) => ({ sampleId, similarity: similarities[index]! }))
    .filter(({ sampleId }) => !isExcluded(sampleId));
  return left.length >= limit || sampleIds.length < LIST_LENGTH ? left.slice(0, limit) : undefined;
}

export interface Changed {
  readonly sampleId: string;
  /** Undefined for an unlisted sample, or one of another layout. */
  readonly vector: SparseVector | undefined;
}

/** Vectors are float32: cosines of two processes may differ by this much. */
const ROUNDING = 1e-6;

/**
 * Whether a change may change a list: there may be false positives (filters, copies), but no false negatives. In a
 * filtered list every change of a sample counts, because a filter may react to what no similarity shows.
 */
export function isTouched(list: NearestList, { sampleId, vector }: Changed, isFiltered: boolean): boolean {
  const place = list.sampleIds.indexOf(sampleId);
  if (vector === undefined) return place >= 0;
  const similarity = dotDense(vector, list.centre);
  if (place >= 0) return isFiltered || Math.abs(similarity - list.similarities[place]!) > ROUNDING;
  return similarity > (list.sampleIds.length < LIST_LENGTH ? 0 : list.similarities.at(-1)!);
}
