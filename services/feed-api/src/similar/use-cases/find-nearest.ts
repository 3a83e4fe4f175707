import type { CandidateSource, Catalogue, NearestSource, RememberedCandidates } from '@jophiel/candidates';
import type { DomainDefinition } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import { type Filters, passes } from '../../lists/core/filters.ts';
import { rowsAtMost } from '../core/rows-at-most.ts';
import { byCosine, type NearestItem } from '../core/by-cosine.ts';
import { isCopy, type Titled } from '../core/copies.ts';
import { titleOf } from '../core/title-of.ts';
import { loadMetadata } from '../../shared/statements/load-metadata.ts';
import { findByTokens } from '../statements/find-by-tokens.ts';

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
  /** Looks at all items; undefined where there is nobody who does. */
  readonly nearest: NearestSource | undefined;
  /** Asked where there is nobody, and while they are away. */
  readonly candidates: CandidateSource;
  readonly remembered: RememberedCandidates;
  readonly catalogue: () => Promise<Catalogue>;
  readonly isGone: (sampleId: string) => boolean;
}

/** Where filters leave so few items, all of these are compared. */
const MAX_COMPARED = 5_000;
/** Of fewer the index would look at too few to have the true best among them. */
const FEWEST_WANTED = 100;
/** Of so many at least metadata is read at once. */
const FEWEST_READ = 50;
/** How much further to look when filters and copies have left too few. */
const WIDER = 4;
/** Similarity alone: what is new is not nearer. */
const similarityAlone = { similarity: 1, novelty: 0, noveltyHalfLifeDays: 1 };

/**
 * Finds the items nearest to a vector: among all of them, or, without anybody who looks at all, among the candidates whose
 * features overlap most with it. With narrow filters, or where those are too few, whatever passes is looked up by its
 * tokens. All are ordered by their exact cosine, and of copies the nearest stays.
 */
export function nearestFinder(options: NearestOptions): FindNearest {
  const { database, layout, nearest, candidates, remembered, catalogue } = options;

  const choosePassing = async (request: NearestRequest): Promise<NearestItem[]> => {
    const { filters, exclude } = request;
    const keys = await findByTokens(database, groupsOf(filters), { layout, limit: MAX_COMPARED + exclude.size });
    const allowed = keys.filter(({ sampleId }) => !exclude.has(sampleId));
    return choose(await remembered.get(allowed, layout), request, options);
  };

  /** Looks further where filters and copies have left too few; undefined when whoever finds is away. */
  const chooseAmong = async (request: NearestRequest, find: Find): Promise<Chosen | undefined> => {
    const least = Math.max(request.limit, FEWEST_WANTED);
    const look = async (wanted: number): Promise<Chosen | undefined> => {
      const found = await find(wanted);
      return found && { items: await choose(found, request, options), isAll: found.length < wanted };
    };
    const chosen = await look(least);
    return chosen === undefined || chosen.items.length === request.limit || chosen.isAll ? chosen : look(WIDER * least);
  };

  const amongAll = async (request: NearestRequest): Promise<Chosen | undefined> => {
    const { vector, exclude, filters } = request;
    if (nearest === undefined) return undefined;
    return chooseAmong(request, async (wanted) => nearest({ vector, wanted, exclude, having: groupsOf(filters) }));
  };

  const amongOverlapping = async (request: NearestRequest): Promise<Chosen | undefined> => {
    const { vector, exclude, filters } = request;
    if (filters.conditions.length > 0 && rowsAtMost(filters, await catalogue()) <= MAX_COMPARED) return undefined;
    const asked = { taste: vector, followedCreators: [], decided: exclude, weights: similarityAlone };
    const chosen = await chooseAmong(request, async (wanted) => (await candidates.find([{ ...asked, wanted }]))[0]);
    // What overlaps is not all that passes.
    return chosen && { ...chosen, isAll: filters.conditions.length === 0 };
  };

  return async (request) => {
    const chosen = (await amongAll(request)) ?? (await amongOverlapping(request));
    if (chosen !== undefined && (chosen.items.length === request.limit || chosen.isAll)) return chosen.items;
    return request.filters.conditions.length > 0 ? choosePassing(request) : (chosen?.items ?? []);
  };
}

type Find = (wanted: number) => Promise<Candidate[] | undefined>;

interface Chosen {
  readonly items: NearestItem[];
  /** Whether there are no others. */
  readonly isAll: boolean;
}

const groupsOf = ({ conditions }: Filters) => conditions.map(({ tokens }) => tokens);

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
  for (
    let from = 0, step = Math.max(2 * limit, FEWEST_READ);
    from < ordered.length && chosen.length < limit;
    from += step, step *= 2
  ) {
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
