import type { Candidate } from '@jophiel/scoring';
import { type Filters, passes } from '../../lists/core/filters.ts';
import { rowsAtMost } from '../core/rows-at-most.ts';
import { byCosine, type NearestItem } from '../core/by-cosine.ts';
import { isCopy, type Titled } from '../core/copies.ts';
import { titleOf } from '../core/title-of.ts';
import { loadMetadata } from '../../shared/statements/load-metadata.ts';
import { findByTokens } from '../statements/find-by-tokens.ts';
import type { SimilarContext } from './similar-context.ts';

export interface NearestRequest {
  /** Length 1: a sample's, or the mean of several. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Samples that are no answer. */
  readonly exclude: ReadonlySet<string>;
  readonly filters: Filters;
}

export type NearestContext = Pick<
  SimilarContext,
  'database' | 'domain' | 'arms' | 'nearest' | 'postgres' | 'cachedCandidates' | 'catalogue' | 'unlisted'
>;

/** If at most this many items can pass the filters, all of them are compared. */
const MAX_COMPARED = 5_000;
/** Minimum search width: a narrower search misses true neighbours. */
const MIN_WANTED = 100;
/** Minimum rows of one read of metadata. */
const MIN_READ = 50;
/** Factor of the search width when filters and copies have left too few. */
const WIDER = 4;
/** Similarity alone: what is new is not nearer. */
const similarityAlone = { similarity: 1, novelty: 0, noveltyHalfLifeDays: 1 };

/**
 * Finds the items nearest to a vector, the best first, ties by id; fewer than the limit only where there are no more. They
 * are searched among all items, or, without the ann service, among the candidates whose features overlap most with the
 * vector. With narrow filters, or where those are too few, all items that pass are found by their tokens. All are ordered
 * by their exact cosine, and of copies the nearest stays.
 */
export async function findNearest(request: NearestRequest, context: NearestContext): Promise<NearestItem[]> {
  const chosen = (await amongAll(request, context)) ?? (await amongOverlapping(request, context));
  if (chosen !== undefined && (chosen.items.length === request.limit || chosen.isAll)) return chosen.items;
  return request.filters.conditions.length > 0 ? amongPassing(request, context) : (chosen?.items ?? []);
}

async function amongAll(request: NearestRequest, context: NearestContext): Promise<Chosen | undefined> {
  const { vector, exclude, filters } = request;
  const { nearest } = context;
  if (nearest === undefined) return undefined;
  const find: Find = async (wanted) => nearest({ vector, wanted, exclude, having: groupsOf(filters) });
  return chooseAmong(request, find, context);
}

async function amongOverlapping(request: NearestRequest, context: NearestContext): Promise<Chosen | undefined> {
  const { vector, exclude, filters } = request;
  const isFiltered = filters.conditions.length > 0;
  if (isFiltered && rowsAtMost(filters, await context.catalogue()) <= MAX_COMPARED) return undefined;
  const asked = { taste: vector, followedCreators: [], decided: exclude, weights: similarityAlone };
  const find: Find = async (wanted) => (await context.postgres.find([{ ...asked, wanted }]))[0];
  const chosen = await chooseAmong(request, find, context);
  // What overlaps is not all that passes.
  return chosen && { ...chosen, isAll: !isFiltered };
}

async function amongPassing(request: NearestRequest, context: NearestContext): Promise<NearestItem[]> {
  const { filters, exclude } = request;
  const { database, arms, cachedCandidates } = context;
  const layout = arms.control.options.layout.id;
  const keys = await findByTokens(database, groupsOf(filters), { layout, limit: MAX_COMPARED + exclude.size });
  const allowed = keys.filter(({ sampleId }) => !exclude.has(sampleId));
  return choose(await cachedCandidates.get(allowed, layout), request, context);
}

/** Searches wider where filters and copies have left too few; undefined when the source is away. */
async function chooseAmong(request: NearestRequest, find: Find, context: NearestContext): Promise<Chosen | undefined> {
  const look = async (wanted: number): Promise<Chosen | undefined> => {
    const found = await find(wanted);
    return found && { items: await choose(found, request, context), isAll: found.length < wanted };
  };
  const least = Math.max(request.limit, MIN_WANTED);
  const chosen = await look(least);
  return chosen === undefined || chosen.items.length === request.limit || chosen.isAll ? chosen : look(WIDER * least);
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
  { database, domain, unlisted }: NearestContext,
): Promise<NearestItem[]> {
  const ordered = byCosine(found, vector).filter(({ sampleId }) => !unlisted.has(sampleId));
  const chosen: (NearestItem & Titled)[] = [];
  for (
    let from = 0, step = Math.max(2 * limit, MIN_READ);
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
