import type { Executor } from '@jophiel/postgres';
import type { Candidate, CandidateRequest, CandidateSource } from '../../core/candidate-source.ts';
import { type CatalogueToken, planTokens } from '../../core/token-plan.ts';
import { otherCandidates } from './other-candidates.ts';
import { overlapCandidates } from './overlap-candidates.ts';

/** Overlapping candidates per item wanted: the best of the taste are in the first ten times as many. */
const OVERLAPPING_PER_WANTED = 10;
/** Followed creators lift all their samples by the same bonus; beyond so many the feed has long been full of them. */
const MOST_FOLLOWED = 2_000;

export interface PostgresCandidatesOptions {
  readonly layout: string;
  /** The tokens of the catalogue as of lately. */
  readonly tokens: () => Promise<readonly CatalogueToken[]>;
}

/** Candidates from PostgreSQL's indexes: enough for some hundred thousand samples. */
export function postgresCandidates(executor: Executor, { layout, tokens }: PostgresCandidatesOptions): CandidateSource {
  return {
    async find({ taste, followedCreators, decided, wanted }: CandidateRequest) {
      const most = OVERLAPPING_PER_WANTED * wanted + decided.size;
      const overlapping =
        taste === undefined
          ? []
          : await overlapCandidates(executor, planTokens(await tokens(), taste, wanted), layout, most);
      const others = await otherCandidates(executor, {
        creators: followedCreators,
        layout,
        followed: MOST_FOLLOWED,
        newest: wanted + decided.size,
        trending: taste === undefined ? wanted : 0,
      });
      return once([...overlapping, ...others], decided);
    },
  };
}

function once(candidates: readonly Candidate[], decided: ReadonlySet<string>): Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) if (!decided.has(candidate.sampleId)) seen.set(candidate.sampleId, candidate);
  return [...seen.values()];
}
