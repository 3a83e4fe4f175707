import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import type { CandidateRequest, CandidateSource, OrderWeights } from '../candidate-source.ts';
import { type Catalogue, noPlan, planTokens } from '../token-plan.ts';
import type { CachedCandidates } from './cached-candidates.ts';
import { candidateKeys, candidateStatement } from './statements/candidate-keys.ts';

/** Overlapping candidates per item wanted: the best of the taste are in the first ten times as many. */
const OVERLAPPING_PER_WANTED = 10;
/** Followed creators lift all their samples by the same bonus; beyond so many the feed has long been full of them. */
const MAX_FOLLOWED = 2_000;

export interface PostgresCandidatesOptions {
  readonly layout: string;
  /** As of lately. */
  readonly catalogue: () => Promise<Catalogue>;
  readonly cached: CachedCandidates;
  /** How ScoreFinal weighs what an index can tell of it, where a request does not say. */
  readonly weights: OrderWeights;
  readonly now: () => Date;
}

/** Candidates from PostgreSQL's indexes, one search after another: enough for some hundred thousand samples. */
export function postgresCandidates(
  executor: Executor,
  { layout, catalogue, cached, weights, now }: PostgresCandidatesOptions,
): CandidateSource {
  const search = async (request: CandidateRequest): Promise<Candidate[]> => {
    const { taste, followedCreators, decided, wanted, weights: own = weights } = request;
    const plan = taste === undefined ? noPlan : planTokens(await catalogue(), taste, wanted);
    const limits = {
      overlapping: OVERLAPPING_PER_WANTED * wanted + decided.size,
      followed: MAX_FOLLOWED,
      newest: wanted + decided.size,
      trending: taste === undefined ? wanted : 0,
    };
    const order = { ...own, now: now() };
    const keys = await candidateKeys(executor, candidateStatement(plan, followedCreators, layout, limits, order));
    return cached.get(
      keys.filter(({ sampleId }) => !decided.has(sampleId)),
      layout,
    );
  };
  return {
    async find(requests) {
      const found: Candidate[][] = [];
      for (const request of requests) found.push(await search(request));
      return found;
    },
  };
}
