import { type NearestBody, nearestBounds, type NearestQuery } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { CandidateRequest, CandidateSource, OrderWeights } from '../candidate-source.ts';
import type { RememberedCandidates } from '../postgres/remembered-candidates.ts';
import { loadKeys } from '../postgres/statements/load-keys.ts';
import type { AskNearest } from './ask-nearest.ts';
import type { Circuit } from './circuit.ts';

/*
 * A message of NATS has a megabyte at most. What is decided beyond this is asked for and left out here; of creators
 * followed beyond it, only what the taste finds is a candidate.
 */
const MOST_EXCLUDED = 2_000;
const MOST_CREATORS = 2_000;

export interface AnnCandidatesOptions {
  readonly ask: AskNearest;
  readonly circuit: Circuit;
  /** Asked where the ann service has no answer: without a taste, with another half-life than its own, and while it is away. */
  readonly otherwise: CandidateSource;
  readonly layout: string;
  readonly ids: Ids;
  readonly remembered: RememberedCandidates;
  /** How ScoreFinal weighs where a request does not say; novelty halves in the ann service as it does here. */
  readonly weights: OrderWeights;
  /** So many times as many as are wanted, where variety leaves some of the best out; 1 when ScoreFinal alone ranks. */
  readonly perWanted: number;
  readonly now: () => Date;
  /** Told how many candidates the ann service led to. */
  readonly onFound: (candidates: number) => void;
  /** Told of each request that the ann service should have answered and did not. */
  readonly onFallback: () => void;
}

/**
 * Candidates from the ann service. ScoreFinal is `b = similarity·w₁ + novelty·w₃`, plus the same bonus for all samples of
 * followed creators: so its best k are among the best k by b of all, united with the best k by b of those creators. With
 * an exact engine nothing is lost.
 */
export function annCandidates(executor: Executor, options: AnnCandidatesOptions): CandidateSource {
  const { ask, circuit, otherwise, layout, remembered, weights: usual, onFound, onFallback } = options;
  return {
    async find(request) {
      const { taste, decided, weights = usual } = request;
      if (taste === undefined || weights.noveltyHalfLifeDays !== usual.noveltyHalfLifeDays)
        return otherwise.find(request);
      const body = { layout, queries: queriesFor({ ...request, taste, weights }, options) };
      const answer = await circuit.attempt(async () => ask(body));
      if (answer === undefined) {
        onFallback();
        return otherwise.find(request);
      }
      const named = new Set(answer.answers.flat().map(({ sample_id }) => String(sample_id)));
      const sampleIds = [...named].filter((id) => !decided.has(id));
      // PostgreSQL has the last word: what was removed or changed a moment ago is not there, or in its new revision.
      const found = await remembered.get(await loadKeys(executor, sampleIds, layout), layout);
      onFound(found.length);
      return found;
    },
  };
}

type Asked = CandidateRequest & { readonly taste: Float32Array; readonly weights: OrderWeights };

function queriesFor(
  { taste, followedCreators, decided, wanted, weights }: Asked,
  { ids, perWanted, now }: AnnCandidatesOptions,
): NearestBody['queries'] {
  const excluded = [...decided].slice(0, MOST_EXCLUDED);
  const query: NearestQuery = {
    vector: [...taste],
    k: Math.min(perWanted * wanted + decided.size - excluded.length, nearestBounds.k),
    similarity: weights.similarity,
    novelty: weights.novelty,
    now: now().toISOString(),
    exclude: excluded.map((id) => ids.write(id)),
  };
  if (followedCreators.length === 0) return [query];
  const creators = followedCreators.slice(0, MOST_CREATORS).map((id) => ids.write(id));
  return [query, { ...query, filter: { creators } }];
}
