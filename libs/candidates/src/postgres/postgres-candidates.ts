import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import type { CandidateRequest, CandidateSource, OrderWeights } from '../candidate-source.ts';
import { type Catalogue, noPlan, planTokens } from '../token-plan.ts';
import type { CachedCandidates } from './cached-candidates.ts';
import { candidateKeys, candidateStatement } from './statements/candidate-keys.ts';

/** The true best by taste are among the first 10 × `wanted` by overlap. */
const OVERLAPPING_PER_WANTED = 10;
/** All samples of followed creators get the same bonus, so more of them would not fit into a feed. */
const MAX_FOLLOWED = 2_000;

export interface PostgresCandidatesOptions {
  readonly layout: string;
  readonly catalogue: () => Promise<Catalogue>;
  readonly cached: CachedCandidates;
  /** The weights of requests without their own. */
  readonly weights: OrderWeights;
  readonly now: () => Date;
}

/** Candidates from PostgreSQL's indexes, one search at a time; enough for some hundred thousand samples. */
export function postgresCandidates(
  executor: Executor,
  { layout, catalogue, cached, weights, now }: PostgresCandidatesOptions,
): CandidateSource {
  const search = async (request: CandidateRequest): Promise<Candidate[]> => {
    const { taste, creators, decided, wanted, weights: own = weights } = request;
    const plan = taste === undefined ? noPlan : planTokens(await catalogue(), taste, wanted);
    const limits = {
      overlapping: OVERLAPPING_PER_WANTED * wanted + decided.size,
      followed: MAX_FOLLOWED,
      newest: wanted + decided.size,
      trending: taste === undefined ? wanted : 0,
    };
    const order = { ...own, now: now() };
    const keys = await candidateKeys(executor, candidateStatement(plan, creators, layout, limits, order));
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
