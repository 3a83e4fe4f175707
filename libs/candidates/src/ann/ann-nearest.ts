import { nearestBounds, type NearestQuery } from '@jophiel/contracts';
import type { Candidate } from '@jophiel/scoring';
import { type AnnCandidatesOptions, MAX_EXCLUDED, writeVector } from './ann-candidates.ts';

export interface NearestItemsRequest {
  /** Length 1. */
  readonly vector: Float32Array;
  /** At most `nearestBounds.k`. */
  readonly wanted: number;
  /** Items that are no answer. */
  readonly exclude: ReadonlySet<string>;
  /** Items with one token of each of these groups, of which those too many or too large to be sent do not count. */
  readonly having: readonly (readonly string[])[];
}

/**
 * The items nearest to a vector by the cosine alone, the best first and as PostgreSQL has them now; fewer than are wanted
 * only where there are no more. Undefined when whoever finds them is away.
 */
export type NearestSource = (request: NearestItemsRequest) => Promise<Candidate[] | undefined>;

type AnnNearestOptions = Pick<
  AnnCandidatesOptions,
  'ask' | 'circuit' | 'layout' | 'ids' | 'cached' | 'now' | 'onFound' | 'onFallback'
>;

/** Of groups, and of tokens in one, a query takes so many. */
const MAX_GROUPS = 8;
const MAX_TOKENS = 100;
/** Asked for besides, because some may have been removed a moment ago: fewer than are wanted mean that there are no more. */
const SPARE = 10;
/** Lists of what is like a sample are kept for hours: none is made of a vector that was replaced a moment ago. */
const TRUSTED_MS = 0;

/** The nearest items by the ann service, which looks at all. */
export function annNearest(options: AnnNearestOptions): NearestSource {
  const { ask, circuit, layout, ids, cached, now, onFound, onFallback } = options;
  return async ({ vector, wanted, exclude, having }) => {
    const excluded = [...exclude].slice(0, MAX_EXCLUDED);
    const groups = having.filter(({ length }) => length <= MAX_TOKENS).slice(0, MAX_GROUPS);
    const query: NearestQuery = {
      vector: writeVector(vector),
      k: Math.min(wanted + SPARE + exclude.size - excluded.length, nearestBounds.k),
      exclude: excluded.map((id) => ids.write(id)),
      ...(groups.length === 0 ? {} : { filter: { tokens: groups.map((group) => [...group]) } }),
    };
    const answers = await circuit.attempt(async () => ask({ layout, queries: [query] }));
    if (answers === undefined) {
      onFallback();
      return undefined;
    }
    const [found = []] = await cached.resolve(answers, layout, { now: now().getTime(), trustedMs: TRUSTED_MS });
    onFound(found.length);
    return found.filter(({ sampleId }) => !exclude.has(sampleId)).slice(0, wanted);
  };
}
