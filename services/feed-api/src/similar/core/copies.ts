import type { Candidate } from '@jophiel/scoring';
import { dotSparse } from '@jophiel/vectors';

export interface Titled extends Candidate {
  readonly title: string | undefined;
}

/** Minimum cosine of equal descriptions; below 1 because values are rounded. */
const ALIKE = 0.9995;

/** Equal descriptions may be of different creators, and one creator makes several works. */
export function isCopy(one: Titled, other: Titled): boolean {
  const isOfOneHand = one.creatorId === other.creatorId;
  const hasOneTitle = one.title !== undefined && one.title === other.title;
  return (isOfOneHand || hasOneTitle) && dotSparse(one.vector, other.vector) >= ALIKE;
}
