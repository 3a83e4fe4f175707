import { JophielError } from '@jophiel/errors';
import { toDense } from '@jophiel/vectors';
import { firstOf, LIST_LENGTH } from '../core/cached-lists.ts';
import { noFilters } from '../../lists/core/filters.ts';
import { loadMetadata } from '../../shared/statements/load-metadata.ts';
import { loadSeed, type Seed } from '../statements/load-seed.ts';
import { currentLists } from './current-lists.ts';
import { hashOf } from './hash-of.ts';
import { listenerOf } from '../../shared/use-cases/listener-of.ts';
import { addRelated, byContentAlone, type RelatedSample } from './add-related.ts';
import { findNearest } from './find-nearest.ts';
import type { SimilarContext } from './similar-context.ts';

export interface SimilarRequest {
  readonly sampleId: string;
  readonly limit: number;
  /** The user's decided samples are excluded; none without a user. */
  readonly userId: string | undefined;
  readonly filters: Readonly<Record<string, unknown>>;
  /** Whether what users do together and the creator count, as far as the definition weighs them. */
  readonly byContent: boolean;
}

export interface Similar {
  readonly seed: Seed;
  readonly generatedAt: Date;
  readonly samples: readonly RelatedSample[];
}

/**
 * The cached list is for every user. The search is repeated for a user only if exclusions leave too few of it.
 * @throws JophielError NOT_FOUND for an unknown or removed sample; BODY_INVALID for invalid filters
 */
export async function findSimilar(request: SimilarRequest, context: SimilarContext): Promise<Similar> {
  const { sampleId, limit, userId, filters } = request;
  const { database, arms, unlisted, maxAgeMs, now } = context;
  const { layout } = arms.control.options;
  const at = now();
  const key = keyOf(filters);
  const notBefore = new Date(at.getTime() - maxAgeMs);
  const known = await loadSeed(database, { sampleId, filters: key, layout, notBefore });
  if (known === undefined) throw new JophielError('NOT_FOUND', `There is no sample ${sampleId}.`);
  const { seed, cached } = known;
  if (seed.layout !== layout.id) {
    // Nothing can be compared yet, but invalid filters are still reported.
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
  const nearest = samples ?? (await find(list!.centre, limit, new Set([...own, ...decided])));
  const generatedAt = samples === undefined ? at : lists.generatedAt;
  const weights = context.domain.related?.similar;
  if (request.byContent || weights === undefined) return { seed, generatedAt, samples: nearest.map(byContentAlone) };
  const related = {
    list: list!,
    nearest,
    members: [seed],
    limit,
    isExcluded: (id: string) => own.has(id) || decided.has(id),
    filters: await filtersOf(request, context),
    weights,
  };
  return { seed, generatedAt, samples: await addRelated(related, context) };

  async function find(vector: Float32Array, count: number, exclude: ReadonlySet<string>) {
    return findNearest({ vector, limit: count, exclude, filters: await filtersOf(request, context) }, context);
  }
}

async function filtersOf({ sampleId, filters }: SimilarRequest, { database, parseFilters }: SimilarContext) {
  if (Object.keys(filters).length === 0) return noFilters;
  const seed = (await loadMetadata(database, [sampleId])).get(sampleId) ?? {};
  return parseFilters(filters, { path: '/query', seed });
}

/** The raw filters: a relative filter would need the sample first, and the list is of this revision of it anyway. */
function keyOf(filters: SimilarRequest['filters']): string {
  const entries = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '' : hashOf(entries);
}
