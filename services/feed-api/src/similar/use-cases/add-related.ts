import { relatedTo, sumsOver, TRUSTED_MS } from '@jophiel/candidates';
import type { RelatedWeights } from '@jophiel/domain';
import type { NearSample, NearestList } from '../core/cached-lists.ts';
import { type RelatedParts, scoreRelated, sharesOf } from '../core/score-related.ts';
import type { Filters } from '../../lists/core/filters.ts';
import { loadOfCreators } from '../statements/load-of-creators.ts';
import { type NearestContext, takePassing } from './find-nearest.ts';

export interface RelatedSample extends NearSample {
  /** Absent where the answer is by content alone; then the score is the similarity. */
  readonly parts?: RelatedParts;
  readonly score: number;
}

export function byContentAlone({ sampleId, similarity }: NearSample): RelatedSample {
  return { sampleId, similarity, score: similarity };
}

export interface RelatedRequest {
  readonly list: Pick<NearestList, 'centre'>;
  readonly nearest: readonly NearSample[];
  /** What is asked about: a sample, or those of a board that make the centre. */
  readonly members: readonly { readonly sampleId: string; readonly creatorId: string }[];
  readonly limit: number;
  readonly isExcluded: (sampleId: string) => boolean;
  readonly filters: Filters;
  readonly weights: RelatedWeights;
}

/** More samples of prolific creators would not stand in an answer of a hundred. */
const MAX_OF_CREATORS = 500;

/**
 * What is near by content, and what belongs to it by users and creators, in one order. What is learned is read each
 * time, because it changes; the list by content is cached.
 */
export async function addRelated(request: RelatedRequest, context: NearestContext): Promise<RelatedSample[]> {
  const { list, nearest, members, limit, isExcluded, filters, weights } = request;
  const { database, arms, cachedCandidates, now } = context;
  const { coInteraction = 0, creatorAffinity = 0 } = weights;
  const memberIds = members.map(({ sampleId }) => sampleId);
  const creators = members.map(({ creatorId }) => creatorId);
  const [together, ofCreators] = await Promise.all([
    coInteraction > 0 ? relatedTo(database, memberIds) : [],
    creatorAffinity > 0 ? loadOfCreators(database, [...new Set(creators)], MAX_OF_CREATORS) : [],
  ]);
  const sampleIds = [...new Set([...nearest.map(({ sampleId }) => sampleId), ...together, ...ofCreators])];
  const wanted = sampleIds.filter((sampleId) => !isExcluded(sampleId));
  const layout = arms.control.options.layout.id;
  const [[candidates = []], sums] = await Promise.all([
    cachedCandidates.resolve([wanted], layout, { now: now().getTime(), trustedMs: TRUSTED_MS }),
    coInteraction > 0 ? sumsOver(database, memberIds, wanted) : new Map<string, number>(),
  ]);
  const about = { centre: list.centre, creatorShares: sharesOf(creators), sums };
  const chosen = await takePassing(scoreRelated(candidates, about, weights), { limit, filters }, context);
  return chosen.map(({ sampleId, score, parts }) => ({ sampleId, similarity: parts.similarity, score, parts }));
}
