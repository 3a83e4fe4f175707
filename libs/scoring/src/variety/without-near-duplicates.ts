import { dotSparse } from '@jophiel/vectors';
import type { Entry } from './entry.ts';

/**
 * The best so many entries of which no two are as similar as that; of those that are, the best is kept.
 * @param similarity cosine, in (0, 1]
 */
export function withoutNearDuplicates(ranked: readonly Entry[], similarity: number, most: number): Entry[] {
  const kept: Entry[] = [];
  for (const entry of ranked) {
    if (kept.length === most) break;
    const isNear = (other: Entry) => dotSparse(entry.candidate.vector, other.candidate.vector) >= similarity - ROUNDING;
    if (!kept.some(isNear)) kept.push(entry);
  }
  return kept;
}

/** Vectors of float32 have length 1 up to this much. */
const ROUNDING = 1e-6;
