import { nearestBounds, type NearestIds, type NearestQuery } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { Candidate } from '@jophiel/scoring';
import type { CandidateRequest, CandidateSource, OrderWeights } from '../candidate-source.ts';
import { type CachedCandidates, TRUSTED_MS } from '../postgres/cached-candidates.ts';
import type { AskNearest } from './ask-nearest.ts';
import type { Circuit } from './circuit.ts';

/*
 * A NATS message holds at most 1 MB. Decided items beyond MAX_EXCLUDED are removed from the answer instead of being
 * named in the query. Followed creators beyond MAX_CREATORS get no bonus search.
 */
export const MAX_EXCLUDED = 2_000;
const MAX_CREATORS = 2_000;

export interface AnnCandidatesOptions {
  readonly ask: AskNearest;
  readonly circuit: Circuit;
  /**
   * Used without a taste, with another novelty half-life than that of the ann service, and while it does not answer.
   */
  readonly fallback: CandidateSource;
  readonly layout: string;
  readonly ids: Ids;
  readonly cached: CachedCandidates;
  /** The weights of requests without their own. The ann service uses the same half-life. */
  readonly weights: OrderWeights;
  /** Candidates per wanted item, at least 1; more where variety drops some of the best. */
  readonly perWanted: number;
  /**
   * Only for variety that has no rules except those per creator: the answer ends once it has items of
   * `creatorsPerWanted · wanted` creators. Nothing is lost, because a creator without a place always has an item that
   * scores as high as any omitted one. Values above 1 make up for faded and just unlisted items.
   */
  readonly creatorsPerWanted?: number | undefined;
  readonly now: () => Date;
  /** Called after each search with the number of candidates that the ann service found. */
  readonly onFound: (candidates: number) => void;
  /** Called for each request that the ann service should have answered and did not. */
  readonly onFallback: () => void;
}

/**
 * Candidates from the ann service. ScoreFinal is `b = similarity·w₁ + novelty·w₃`, plus one bonus for all samples of
 * followed creators. So the best k are among the best k by b of all samples and the best k by b of those creators. With
 * an exact engine nothing is lost.
 */
export function annCandidates(options: AnnCandidatesOptions): CandidateSource {
  const { ask, circuit, fallback, layout, cached, weights: usual, now, onFound, onFallback } = options;

  const isForAnn = ({ taste, weights = usual }: CandidateRequest): boolean =>
    taste !== undefined && weights.noveltyHalfLifeDays === usual.noveltyHalfLifeDays;

  /** In the order of the requests; undefined when the ann service does not answer. */
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
  { taste, creators: given, decided, wanted, weights }: CandidateRequest,
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
  // Decided items that the query cannot name may be all that the answer has of a creator.
  const isCut = creatorsPerWanted !== undefined && decided.size <= MAX_EXCLUDED;
  const ofAll = isCut
    ? { ...query, up_to_creators: Math.min(Math.ceil(creatorsPerWanted * wanted), nearestBounds.upToCreators) }
    : query;
  if (given.length === 0) return [ofAll];
  const creators = given.slice(0, MAX_CREATORS).map((id) => ids.write(id));
  return [ofAll, { ...query, filter: { creators } }];
}

function united([best = [], ofFollowed]: NearestIds['answers']): NearestIds['answers'][number] {
  if (ofFollowed === undefined) return best;
  const known = new Set(best);
  return [...best, ...ofFollowed.filter((id) => !known.has(id))];
}

/** Excludes the decided items that did not fit into the query. */
function undecided(candidates: Candidate[], { decided }: CandidateRequest): Candidate[] {
  return decided.size <= MAX_EXCLUDED ? candidates : candidates.filter(({ sampleId }) => !decided.has(sampleId));
}

/** float32, little endian, in base64. */
export function writeVector({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
