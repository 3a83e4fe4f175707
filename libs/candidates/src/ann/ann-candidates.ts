import { nearestBounds, type NearestIds, type NearestQuery } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { Candidate } from '@jophiel/scoring';
import type { CandidateRequest, CandidateSource, OrderWeights } from '../candidate-source.ts';
import type { CachedCandidates } from '../postgres/cached-candidates.ts';
import type { AskNearest } from './ask-nearest.ts';
import type { Circuit } from './circuit.ts';

/*
 * A message of NATS has a megabyte at most. What is decided beyond this is asked for and left out here; of creators
 * followed beyond it, only what the taste finds is a candidate.
 */
export const MAX_EXCLUDED = 2_000;
const MAX_CREATORS = 2_000;

/**
 * A sample that PostgreSQL confirmed no longer ago is not asked for again when the ann service names it: that hears of
 * changes within milliseconds, and what it missed it finds by itself in the same time. So a sample whose vector changed
 * may be ranked by its former one for so long, and be named so long after it was removed without the ann service hearing
 * of it; the feed API leaves out what was removed.
 */
const TRUSTED_MS = 300_000;

export interface AnnCandidatesOptions {
  readonly ask: AskNearest;
  readonly circuit: Circuit;
  /** Asked where the ann service has no answer: without a taste, with another half-life than its own, and while it is away. */
  readonly fallback: CandidateSource;
  readonly layout: string;
  readonly ids: Ids;
  readonly cached: CachedCandidates;
  /** How ScoreFinal weighs where a request does not say; novelty halves in the ann service as it does here. */
  readonly weights: OrderWeights;
  /** So many times as many as are wanted, at least 1: more where variety leaves some of the best out. */
  readonly perWanted: number;
  /**
   * Where variety knows no rules but those of creators: of these, the best are candidates up to where they are of so many
   * times as many creators as are wanted. While a place is free, a creator without one has an item that scores no less
   * than whatever was left out, so nothing is lost. More than 1 makes up for items that have faded, and for those that
   * were removed a moment ago.
   */
  readonly creatorsPerWanted?: number | undefined;
  readonly now: () => Date;
  /** Told of each search how many candidates the ann service led to. */
  readonly onFound: (candidates: number) => void;
  /** Told of each request that the ann service should have answered and did not. */
  readonly onFallback: () => void;
}

/**
 * Candidates from the ann service. ScoreFinal is `b = similarity·w₁ + novelty·w₃`, plus the same bonus for all samples of
 * followed creators: so its best k are among the best k by b of all, united with the best k by b of those creators. With
 * an exact engine nothing is lost.
 */
export function annCandidates(options: AnnCandidatesOptions): CandidateSource {
  const { ask, circuit, fallback, layout, cached, weights: usual, now, onFound, onFallback } = options;

  const isForAnn = ({ taste, weights = usual }: CandidateRequest): boolean =>
    taste !== undefined && weights.noveltyHalfLifeDays === usual.noveltyHalfLifeDays;

  /** In the order of the requests; undefined when the ann service is away. */
  const findByAnn = async (requests: readonly CandidateRequest[]): Promise<Candidate[][] | undefined> => {
    const queries = requests.map((request) => queriesFor(request, options));
    const answers = await circuit.attempt(async () => ask({ layout, queries: queries.flat() }));
    if (answers === undefined) return undefined;
    let from = 0;
    const lists = queries.map(({ length }) => united(answers.slice(from, (from += length))));
    const found = await cached.resolve(lists, layout, { now: now().getTime(), trustedMs: TRUSTED_MS });
    return requests.map((request, index) => {
      const candidates = undecided(found[index]!, request);
      onFound(candidates.length);
      return candidates;
    });
  };

  return {
    async find(requests) {
      const forAnn = requests.filter(isForAnn);
      const found = forAnn.length === 0 ? [] : await findByAnn(forAnn);
      if (found === undefined) forAnn.forEach(onFallback);
      const byRequest = new Map((found ?? []).map((candidates, index) => [forAnn[index]!, candidates]));
      const rest = requests.filter((request) => !byRequest.has(request));
      const others = rest.length === 0 ? [] : await fallback.find(rest);
      rest.forEach((request, index) => byRequest.set(request, others[index]!));
      return requests.map((request) => byRequest.get(request)!);
    },
  };
}

function queriesFor(
  { taste, followedCreators, decided, wanted, weights }: CandidateRequest,
  { ids, perWanted, creatorsPerWanted, weights: usual, now }: AnnCandidatesOptions,
): NearestQuery[] {
  const excluded = [...decided].slice(0, MAX_EXCLUDED);
  const { similarity, novelty } = weights ?? usual;
  const query: NearestQuery = {
    vector: writeVector(taste!),
    k: Math.min(Math.ceil(perWanted * wanted) + decided.size - excluded.length, nearestBounds.k),
    similarity,
    novelty,
    now: now().toISOString(),
    exclude: excluded.map((id) => ids.write(id)),
  };
  // What is decided and cannot be named in the query may be all that a creator has in the answer.
  const isCut = creatorsPerWanted !== undefined && decided.size <= MAX_EXCLUDED;
  const ofAll = isCut
    ? { ...query, up_to_creators: Math.min(Math.ceil(creatorsPerWanted * wanted), nearestBounds.upToCreators) }
    : query;
  if (followedCreators.length === 0) return [ofAll];
  // Of followed creators, all: they are few, and all their items have the same bonus.
  const creators = followedCreators.slice(0, MAX_CREATORS).map((id) => ids.write(id));
  return [ofAll, { ...query, filter: { creators } }];
}

/** What the queries of one request found, each once. */
function united([best = [], ofFollowed]: NearestIds['answers']): NearestIds['answers'][number] {
  if (ofFollowed === undefined) return best;
  const known = new Set(best);
  return [...best, ...ofFollowed.filter((id) => !known.has(id))];
}

/** Without the decided that were too many to name in a query. */
function undecided(candidates: Candidate[], { decided }: CandidateRequest): Candidate[] {
  return decided.size <= MAX_EXCLUDED ? candidates : candidates.filter(({ sampleId }) => !decided.has(sampleId));
}

/** As a query has it: float32, little endian, in base64. */
export function writeVector({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
