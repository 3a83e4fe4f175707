import type { Likes, Listener, ScoringOptions } from '@jophiel/scoring';
import type { CandidateRequest } from './candidate-source.ts';

/** The best by co-interaction, as a multiple of the wanted items. With popularity, the first 200 of a feed are complete. */
const BY_CO_INTERACTION_PER_WANTED = 2;
const POPULAR_PER_WANTED = 1;
/** Creators with less of what the user likes get so small a bonus that their items are found by other ways or not at all. */
const LEAST_CREATOR_SHARE = 0.02;

/**
 * The request for candidates of a listener's feed.
 * @param popular ids, the most popular first
 */
export function requestFor(
  listener: Listener,
  { feedSize: wanted, weights, calculator }: Pick<ScoringOptions, 'feedSize' | 'weights' | 'calculator'>,
  popular: readonly string[],
): CandidateRequest {
  const { taste, decided, likes } = listener;
  const followed = [...listener.followedCreators];
  const request = { taste, decided, wanted, weights };
  if (!calculator.learns) return { ...request, creators: followed };
  const { coInteraction = 0, popularity = 0, creatorAffinity = 0 } = weights;
  return {
    ...request,
    creators: creatorAffinity > 0 ? [...new Set([...followed, ...likedCreators(likes)])] : followed,
    named: [
      ...new Set([
        ...(coInteraction > 0 ? byCoInteraction(likes, wanted + decided.size) : []),
        ...(popularity > 0 ? undecided(popular, decided, POPULAR_PER_WANTED * wanted) : []),
      ]),
    ],
  };
}

function byCoInteraction(likes: Likes | undefined, wanted: number): string[] {
  const best = likes?.bestByCoInteraction?.(BY_CO_INTERACTION_PER_WANTED * wanted) ?? [];
  return best.map(({ sampleId }) => sampleId);
}

function likedCreators(likes: Likes | undefined): string[] {
  return [...(likes?.creatorShares ?? [])].flatMap(([creator, share]) =>
    share >= LEAST_CREATOR_SHARE ? [creator] : [],
  );
}

function undecided(sampleIds: readonly string[], decided: ReadonlySet<string>, limit: number): string[] {
  const found: string[] = [];
  for (const sampleId of sampleIds) {
    if (found.length === limit) break;
    if (!decided.has(sampleId)) found.push(sampleId);
  }
  return found;
}
