import { MAX_SIMILAR } from '@jophiel/contracts';
import { dotDense, type SparseVector } from '@jophiel/vectors';

/** A question that has the same answer for everybody who asks it. */
export interface Question {
  readonly kind: 'similar' | 'ideas';
  /** What it is about: the id of a sample, or the hash of the ids on a board. */
  readonly key: string;
  /** Hash of the filters, empty without filters. */
  readonly filters: string;
  /** In which state it is: the revision of the sample, or the hash of the revisions on the board. */
  readonly content: string;
}

/** The samples nearest to one centre. */
export interface NearestList {
  /** The vector of a sample, or the mean of several; dense, length 1. */
  readonly centre: Float32Array;
  /** How many samples the centre is the mean of. */
  readonly members: number;
  /** The nearest first, at most LIST_LENGTH. */
  readonly sampleIds: readonly string[];
  /** Cosines to the centre, in the order of the samples. */
  readonly similarities: readonly number[];
}

/** The answer to a question: one list for each centre. What is similar to a sample has one centre, the sample. */
export interface CachedLists {
  /** Before anything was read for it. */
  readonly generatedAt: Date;
  readonly lists: readonly NearestList[];
}

/** The length of a list where there are as many samples: every shorter answer is its beginning. */
export const LIST_LENGTH = MAX_SIMILAR;

/** A sample and its cosine to what was asked about. */
export interface NearSample {
  readonly sampleId: string;
  readonly similarity: number;
}

/**
 * The first samples of a list without the excluded ones.
 * @returns undefined if too few are left of a full list: there may be others behind its end
 */
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

/** A sample as it is since a change. */
export interface Changed {
  readonly sampleId: string;
  /** Undefined for one that may not be recommended, or cannot be compared. */
  readonly vector: SparseVector | undefined;
}

/** Vectors are float32: processes that compare the same pair may differ by this much. */
const ROUNDING = 1e-6;

/**
 * Whether a change may change a list: the sample is in the list and its similarity has changed, or it is not in the list
 * and is nearer than the last one. This may be true for a sample that passes no filter or is a copy of another, but it
 * is never false for a change that matters. A filter can react to what no similarity shows, so every change of a sample
 * in a filtered list counts.
 */
export function isTouched(list: NearestList, { sampleId, vector }: Changed, isFiltered: boolean): boolean {
  const place = list.sampleIds.indexOf(sampleId);
  if (vector === undefined) return place >= 0;
  const similarity = dotDense(vector, list.centre);
  if (place >= 0) return isFiltered || Math.abs(similarity - list.similarities[place]!) > ROUNDING;
  return similarity > (list.sampleIds.length < LIST_LENGTH ? 0 : list.similarities.at(-1)!);
}
