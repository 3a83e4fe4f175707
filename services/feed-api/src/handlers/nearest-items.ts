import type { CandidateSource, Catalogue, RememberedCandidates } from '@jophiel/candidates';
import type { DomainDefinition } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import { type Filters, passes } from '../core/filters/filters.ts';
import { rowsAtMost } from '../core/filters/rows-at-most.ts';
import { byCosine, type NearestItem } from '../core/similar/by-cosine.ts';
import { isCopy, type Titled } from '../core/similar/copies.ts';
import { titleOf } from '../core/similar/title-of.ts';
import { loadMetadata } from '../statements/load-metadata.ts';
import { findByTokens } from '../statements/similar/find-by-tokens.ts';

export interface NearestRequest {
  /** Length 1: a sample's, or the mean of several. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Samples that are no answer. */
  readonly exclude: ReadonlySet<string>;
  readonly filters: Filters;
}

/** The items that are most like a vector, the best first, ties by id; fewer than the limit only where there are no more. */
export type FindNearest = (request: NearestRequest) => Promise<NearestItem[]>;

export interface NearestOptions {
  readonly database: Executor;
  readonly domain: Pick<DomainDefinition, 'item'>;
  readonly layout: string;
  readonly candidates: CandidateSource;
  readonly remembered: RememberedCandidates;
  readonly catalogue: () => Promise<Catalogue>;
  readonly isGone: (sampleId: string) => boolean;
}

/** Where filters leave so few items, all of these are compared. */
const MOST_COMPARED = 5_000;
/** Of fewer the index would look at too few to have the true best among them. */
const FEWEST_WANTED = 100;
/** How much further to look when filters and copies have left too few. */
const WIDER = 4;
/** Similarity alone: what is new is not nearer. */
const similarityAlone = { similarity: 1, novelty: 0, noveltyHalfLifeDays: 1 };

/**
 * Finds the items nearest to a vector. Without filters, or with ones that many items pass, they are among the candidates
 * whose features overlap most with it; with narrow ones, or where those candidates are too few, whatever passes is looked
 * up by its tokens. All are ordered by their exact cosine, and of copies the nearest stays.
 */
export function nearestFinder(options: NearestOptions): FindNearest {
  const { database, layout, candidates, remembered, catalogue } = options;

  const findPassing = async ({ filters, exclude }: NearestRequest): Promise<Candidate[]> => {
    const groups = filters.conditions.map(({ tokens }) => tokens);
    const keys = await findByTokens(database, groups, { layout, most: MOST_COMPARED + exclude.size });
    return remembered.get(
      keys.filter(({ sampleId }) => !exclude.has(sampleId)),
      layout,
    );
  };

  return async (request) => {
    const { vector, limit, exclude, filters } = request;
    const isFiltered = filters.conditions.length > 0;
    if (isFiltered && rowsAtMost(filters, await catalogue()) <= MOST_COMPARED)
      return choose(await findPassing(request), request, options);
    let chosen: NearestItem[] = [];
    const least = Math.max(limit, FEWEST_WANTED);
    for (const wanted of [least, WIDER * least]) {
      const found = await candidates.find({
        taste: vector,
        followedCreators: [],
        decided: exclude,
        wanted,
        weights: similarityAlone,
      });
      chosen = await choose(found, request, options);
      if (chosen.length === limit || found.length < wanted) break;
    }
    return chosen.length < limit && isFiltered ? choose(await findPassing(request), request, options) : chosen;
  };
}

/**
 * The nearest that pass and are no copies. Metadata is read from the nearest on, as far as it is needed, each time twice
 * as much: where hardly anything passes, few reads see all.
 */
async function choose(
  found: readonly Candidate[],
  { vector, limit, filters }: NearestRequest,
  { database, domain, isGone }: NearestOptions,
): Promise<NearestItem[]> {
  const ordered = byCosine(found, vector).filter(({ sampleId }) => !isGone(sampleId));
  const chosen: (NearestItem & Titled)[] = [];
  for (let from = 0, step = 2 * limit; from < ordered.length && chosen.length < limit; from += step, step *= 2) {
    const some = ordered.slice(from, from + step);
    const metadata = await loadMetadata(
      database,
      some.map(({ sampleId }) => sampleId),
    );
    for (const item of some) {
      const known = metadata.get(item.sampleId) ?? {};
      const titled = { ...item, title: titleOf(domain, known) };
      if (chosen.length < limit && passes(filters, known) && !chosen.some((one) => isCopy(titled, one)))
        chosen.push(titled);
    }
  }
  return chosen;
}
