import { planTokens, requestFor } from '@jophiel/candidates';
import type { Listener, ScoringOptions } from '@jophiel/scoring';
import { tokenLabel } from '@jophiel/vectors';
import { isAmongNewest } from '../statements/is-among-newest.ts';
import type { StoredSample } from '../../shared/statements/load-samples.ts';
import type { WhyContext } from './why-context.ts';

export interface Candidacy {
  readonly isFound: boolean;
  readonly sources: readonly ('taste' | 'followed' | 'newest' | 'trending')[];
  readonly learnedSources: readonly ('co_interaction' | 'popular' | 'creator')[];
  readonly tokens: readonly { readonly feature: string; readonly term: string; readonly pull: number }[];
}

/** Runs the scorer's candidate search, and names the sources that may find the sample. */
export async function candidacyOf(
  sample: StoredSample,
  listener: Listener,
  options: ScoringOptions,
  { database, candidates, catalogue, popular, popularity }: WhyContext,
): Promise<Candidacy> {
  const { taste, followedCreators, decided, likes } = listener;
  const { layout, weights, feedSize } = options;
  const request = requestFor(listener, options, popular());
  // The best by co-interaction are known to the scorer alone: that anything speaks for the sample has to do here.
  const isSpokenFor = (likes?.coInteraction?.(sample.sampleId) ?? 0) > 0 && (weights.coInteraction ?? 0) > 0;
  const named = [...(request.named ?? []), ...(isSpokenFor ? [sample.sampleId] : [])];
  const [found = []] = await candidates.find([{ ...request, named }]);
  const plan = taste === undefined ? undefined : planTokens(await catalogue(), taste, feedSize);
  const pulls = new Map(plan?.scoring.map(({ name, pull }) => [name, pull]));
  const essential = sample.tokens.filter((token) => plan?.essential.includes(token));
  const newest = feedSize + decided.size;
  const isNew = await isAmongNewest(database, {
    publishedAt: new Date(sample.publishedAt),
    layout: layout.id,
    newest,
  });
  const tokens = essential
    .map((token) => ({
      feature: token.slice(0, token.indexOf(':')),
      term: tokenLabel(layout, token),
      pull: pulls.get(token)! * weights.similarity,
    }))
    .sort((a, b) => b.pull - a.pull);
  return {
    isFound: found.some(({ sampleId }) => sampleId === sample.sampleId),
    sources: [
      ...(tokens.length > 0 ? (['taste'] as const) : []),
      ...(followedCreators.has(sample.creatorId) ? (['followed'] as const) : []),
      ...(isNew ? (['newest'] as const) : []),
      ...(taste === undefined && popularity().has(sample.sampleId) ? (['trending'] as const) : []),
    ],
    learnedSources: [
      ...(isSpokenFor ? (['co_interaction'] as const) : []),
      ...(request.named?.includes(sample.sampleId) === true ? (['popular'] as const) : []),
      ...(!followedCreators.has(sample.creatorId) && request.creators.includes(sample.creatorId)
        ? (['creator'] as const)
        : []),
    ],
    tokens,
  };
}
