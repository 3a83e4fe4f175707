import { dotSparse, type SparseVector } from '@jophiel/vectors';
import type { Entry } from './entry.ts';

/**
 * The best so many entries of which no two are as similar as that; of those that are, the best is kept.
 * @param similarity cosine, in (0, 1]
 */
export function withoutNearDuplicates(ranked: readonly Entry[], similarity: number, limit: number): Entry[] {
  const kept: Entry[] = [];
  const vectors: SparseVector[] = [];
  for (const entry of ranked) {
    if (kept.length === limit) break;
    const { vector } = entry.candidate;
    if (vectors.some((other) => isNearDuplicate(vector, other, similarity))) continue;
    kept.push(entry);
    vectors.push(vector);
  }
  return kept;
}

/** Whether two vectors of length 1 are at least so similar. @param similarity cosine, in (0, 1] */
export function isNearDuplicate(one: SparseVector, other: SparseVector, similarity: number): boolean {
  return dotSparse(one, other) >= similarity - ROUNDING;
}

/** Vectors of float32 have length 1 up to this much. */
const ROUNDING = 1e-6;
