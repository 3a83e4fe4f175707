import { planTokens } from '@jophiel/candidates';
import type { Listener, ScoringOptions } from '@jophiel/scoring';
import { tokenLabel } from '@jophiel/vectors';
import { isAmongNewest } from '../statements/is-among-newest.ts';
import type { StoredSample } from '../../shared/statements/load-samples.ts';
import type { WhyContext } from './why-context.ts';

export interface Candidacy {
  readonly isFound: boolean;
  readonly sources: readonly ('taste' | 'followed' | 'newest' | 'trending')[];
  readonly tokens: readonly { readonly feature: string; readonly term: string; readonly pull: number }[];
}

/** Runs the scorer's candidate search, and names the sources that may find the sample. */
export async function candidacyOf(
  sample: StoredSample,
  { taste, followedCreators, decided }: Listener,
  { layout, weights, feedSize }: ScoringOptions,
  { database, candidates, catalogue, popularity }: WhyContext,
): Promise<Candidacy> {
  const [found = []] = await candidates.find([
    { taste, followedCreators: [...followedCreators], decided, wanted: feedSize, weights },
  ]);
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
    tokens,
  };
}
