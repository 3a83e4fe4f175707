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
  readonly vector: Float32Array;
  readonly limit: number;
  readonly exclude: ReadonlySet<string>;
  readonly filters: Filters;
}

export type NearestContext = Pick<
  SimilarContext,
  'database' | 'domain' | 'arms' | 'nearest' | 'postgres' | 'cachedCandidates' | 'catalogue' | 'unlisted' | 'now'
>;

/** If at most this many items can pass the filters, all of them are compared. */
const MAX_COMPARED = 5_000;
/** Minimum search width: a narrower search misses true neighbours. */
const MIN_WANTED = 100;
const MIN_READ = 50;
const WIDER = 4;
const similarityAlone = { similarity: 1, novelty: 0, noveltyHalfLifeDays: 1 };

/**
 * Fewer than the limit only if there are no more, none where the vector has no direction; ties by id. Searches all items, or, without the ann service, the
 * candidates that overlap most with the vector. If filters are narrow or too few are found, all that pass are compared.
 */
export async function findNearest(request: NearestRequest, context: NearestContext): Promise<NearestItem[]> {
  if (request.vector.every((value) => value === 0)) return [];
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
  const asked = { taste: vector, creators: [], decided: exclude, weights: similarityAlone };
  const find: Find = async (wanted) => (await context.postgres.find([{ ...asked, wanted }]))[0];
  const chosen = await chooseAmong(request, find, context);
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
  readonly isAll: boolean;
}

const groupsOf = ({ conditions }: Filters) => conditions.map(({ tokens }) => tokens);

async function choose(
  found: readonly Candidate[],
  { vector, limit, filters }: NearestRequest,
  context: NearestContext,
): Promise<NearestItem[]> {
  return takePassing(byCosine(found, vector), { limit, filters }, context);
}

/**
 * The first items that pass the filters, without copies and what is unlisted. Reads metadata from the first on, each time
 * twice as much: few reads suffice even if hardly any pass.
 */
export async function takePassing<Item extends Candidate>(
  items: readonly Item[],
  { limit, filters }: Pick<NearestRequest, 'limit' | 'filters'>,
  { database, domain, unlisted }: NearestContext,
): Promise<Item[]> {
  const ordered = items.filter(({ sampleId }) => !unlisted.has(sampleId));
  const chosen: (Item & Titled)[] = [];
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
