import { nearestBounds, type NearestQuery } from '@jophiel/contracts';
import type { Candidate } from '@jophiel/scoring';
import { type AnnCandidatesOptions, MAX_EXCLUDED, writeVector } from './ann-candidates.ts';

export interface NearestItemsRequest {
  /** Length 1. */
  readonly vector: Float32Array;
  /** At most `nearestBounds.k`. */
  readonly wanted: number;
  readonly exclude: ReadonlySet<string>;
  /** Only items with one token of each group. Groups beyond MAX_GROUPS, or larger than MAX_TOKENS, are ignored. */
  readonly having: readonly (readonly string[])[];
}

/**
 * The items nearest to a vector by cosine, best first, as PostgreSQL has them now. Fewer than wanted means that there
 * are no more. Undefined when the ann service does not answer.
 */
export type NearestSource = (request: NearestItemsRequest) => Promise<Candidate[] | undefined>;

type AnnNearestOptions = Pick<
  AnnCandidatesOptions,
  'ask' | 'circuit' | 'layout' | 'ids' | 'cached' | 'now' | 'onFound' | 'onFallback'
>;

/** The limits of a query: groups, and tokens per group. */
const MAX_GROUPS = 8;
const MAX_TOKENS = 100;
/** Requested in addition, because some samples may have become unlisted a moment ago. */
const SPARE = 10;
/** Lists of similar samples are cached for hours, so every row is checked in PostgreSQL. */
const TRUSTED_MS = 0;

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
