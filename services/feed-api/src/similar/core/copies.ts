import type { Candidate } from '@jophiel/scoring';
import { dotSparse } from '@jophiel/vectors';

/** An item, and under which title it is shown. */
export interface Titled extends Candidate {
  /** Normalised; undefined for one without. */
  readonly title: string | undefined;
}

/** The cosine of what is described alike; below 1 for the rounding of values. */
const ALIKE = 0.9995;

/**
 * Whether two items are practically one: described alike, and of one creator or title. Alike alone is not enough, two
 * works of different people may have the same description; nor is one creator, who makes more than one thing.
 */
export function isCopy(one: Titled, other: Titled): boolean {
  const isOfOneHand = one.creatorId === other.creatorId;
  const hasOneTitle = one.title !== undefined && one.title === other.title;
  return (isOfOneHand || hasOneTitle) && dotSparse(one.vector, other.vector) >= ALIKE;
}
