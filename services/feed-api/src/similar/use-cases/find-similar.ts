import { JophielError } from '@jophiel/errors';
import { toDense } from '@jophiel/vectors';
import { firstOf, LIST_LENGTH, type NearSample } from '../core/cached-lists.ts';
import { noFilters } from '../../lists/core/filters.ts';
import { loadMetadata } from '../../shared/statements/load-metadata.ts';
import { loadSeed, type Seed } from '../statements/load-seed.ts';
import { currentLists } from './current-lists.ts';
import { hashOf } from './hash-of.ts';
import { listenerOf } from '../../shared/use-cases/listener-of.ts';
import { findNearest } from './find-nearest.ts';
import type { SimilarContext } from './similar-context.ts';

export interface SimilarRequest {
  readonly sampleId: string;
  /** At most LIST_LENGTH. */
  readonly limit: number;
  /** Whose decisions are left out; undefined for nobody's. */
  readonly userId: string | undefined;
  /** By features, as the request has them. */
  readonly filters: Readonly<Record<string, unknown>>;
}

export interface Similar {
  readonly seed: Seed;
  readonly generatedAt: Date;
  /** The most similar first. */
  readonly samples: readonly NearSample[];
}

/**
 * The samples most similar to one. The cached list is for everybody; what a user has decided on is excluded from it
 * afterwards, and the search is repeated for the user only where too few samples remain.
 * @throws JophielError NOT_FOUND for a sample that is unknown or was removed, BODY_INVALID for filters that cannot be read
 */
export async function findSimilar(request: SimilarRequest, context: SimilarContext): Promise<Similar> {
  const { sampleId, limit, userId, filters } = request;
  const { database, arms, unlisted, heldMs, now } = context;
  const { layout } = arms.control.options;
  const at = now();
  const key = keyOf(filters);
  const notBefore = new Date(at.getTime() - heldMs);
  const known = await loadSeed(database, { sampleId, filters: key, layout, notBefore });
  if (known === undefined) throw new JophielError('NOT_FOUND', `There is no sample ${sampleId}.`);
  const { seed, cached } = known;
  if (seed.layout !== layout.id) {
    // There is nothing to compare with yet; a mistake in the filters is reported all the same.
    await filtersOf(request, context);
    return { seed, generatedAt: at, samples: [] };
  }
  const own = new Set([sampleId, seed.duplicateOf ?? sampleId]);
  const question = { kind: 'similar', key: sampleId, filters: key, content: String(seed.revision) } as const;
  const make = async () => {
    const centre = toDense(seed.vector, layout.dimensions);
    const found = await find(centre, LIST_LENGTH, own);
    const sampleIds = found.map((item) => item.sampleId);
    const similarities = found.map(({ similarity }) => similarity);
    return { lists: [{ centre, members: 1, sampleIds, similarities }], tokens: seed.tokens };
  };
  const lists = await currentLists({ question, own, at }, cached, make, context);
  const [list] = lists.lists;
  const decided = userId === undefined ? new Set<string>() : (await listenerOf(database, userId, arms)).decided;
  const samples = firstOf(list!, limit, (id) => decided.has(id) || unlisted.has(id));
  if (samples !== undefined) return { seed, generatedAt: lists.generatedAt, samples };
  return { seed, generatedAt: at, samples: await find(list!.centre, limit, new Set([...own, ...decided])) };

  async function find(vector: Float32Array, count: number, exclude: ReadonlySet<string>) {
    return findNearest({ vector, limit: count, exclude, filters: await filtersOf(request, context) }, context);
  }
}

async function filtersOf({ sampleId, filters }: SimilarRequest, { database, parseFilters }: SimilarContext) {
  if (Object.keys(filters).length === 0) return noFilters;
  const seed = (await loadMetadata(database, [sampleId])).get(sampleId) ?? {};
  return parseFilters(filters, { path: '/query', seed });
}

/**
 * Filters as they were written, not as they are meant: what is relative to the sample would have to read it first, and
 * the list is of this revision of the sample anyway.
 */
function keyOf(filters: SimilarRequest['filters']): string {
  const entries = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '' : hashOf(entries);
}
