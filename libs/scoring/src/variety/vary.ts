import type { Variety } from '@jophiel/domain';
import { byId } from '../by-id.ts';
import { byCreator } from './by-creator.ts';
import { byMarginalRelevance } from './by-marginal-relevance.ts';
import type { Entry } from './entry.ts';
import { withoutNearDuplicates } from './without-near-duplicates.ts';

/** What compares items with each other looks at so many of the best, as a multiple of the size. */
const COMPARED_PER_PLACE = 2;

/**
 * The feed that variety makes of scored entries, in any order: at most `size`, the best first, their scores descending,
 * equal ones by id. Each rule reorders what the one before it left.
 */
export function vary(entries: readonly Entry[], rules: Variety, size: number): Entry[] {
  const { nearDuplicates, mmr, creatorCap, creatorDecay } = rules;
  const compared = COMPARED_PER_PLACE * size;
  let ranked: readonly Entry[] = entries.toSorted((a, b) => b.score - a.score || byId(a.candidate, b.candidate));
  if (nearDuplicates !== undefined) ranked = withoutNearDuplicates(ranked, nearDuplicates.similarity, compared);
  if (mmr !== undefined) ranked = byMarginalRelevance(ranked, mmr.lambda, compared);
  if (creatorCap !== undefined || creatorDecay !== undefined)
    ranked = byCreator(ranked, { creatorCap, creatorDecay }, size);
  return ranked.slice(0, size);
}
