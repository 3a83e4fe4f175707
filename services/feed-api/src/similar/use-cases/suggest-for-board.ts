import { centresOf } from '../core/centres.ts';
import { inProportion } from '../core/in-proportion.ts';
import { dotDense } from '@jophiel/vectors';
import { firstOf, LIST_LENGTH, type NearestList, type NearSample } from '../core/cached-lists.ts';
import type { Filters } from '../../lists/core/filters.ts';
import type { BoardSample } from '../statements/load-board.ts';
import { loadLists } from '../statements/load-lists.ts';
import { loadSamples, type StoredSample } from '../../shared/statements/load-samples.ts';
import { currentLists, type Made } from './current-lists.ts';
import { listenerOf } from '../../shared/use-cases/listener-of.ts';
import { addRelated, byContentAlone, type RelatedSample } from './add-related.ts';
import { findNearest } from './find-nearest.ts';
import { questionOf } from './question-of.ts';
import type { SimilarContext } from './similar-context.ts';

export interface BoardRequest {
  readonly samples: readonly BoardSample[];
  readonly limit: number;
  readonly userId: string | undefined;
  readonly filters: Filters;
  readonly byContent: boolean;
}

export interface BoardCentre {
  readonly members: number;
  readonly vector: Float32Array;
}

export interface Idea extends RelatedSample {
  /** Index of its centre; the similarity is to that one. */
  readonly centre: number;
}

export interface BoardIdeas {
  readonly generatedAt: Date;
  readonly centres: readonly BoardCentre[];
  readonly ideas: readonly Idea[];
  /** Samples of the board without a vector of the current layout. */
  readonly unknown: readonly string[];
}

/**
 * Cached lists are for every user. Decided samples are excluded from each list before they are merged, so that each
 * centre keeps its share. The search is repeated for the user only for a centre with too few left.
 */
export async function suggestForBoard(
  { samples, limit, userId, filters, byContent }: BoardRequest,
  context: SimilarContext,
): Promise<BoardIdeas> {
  const { database, arms, unlisted, maxAgeMs, now } = context;
  const { layout } = arms.control.options;
  const at = now();
  const unknown = samples.filter((sample) => sample.layout !== layout.id).map(({ sampleId }) => sampleId);
  if (unknown.length === samples.length) return { generatedAt: at, centres: [], ideas: [], unknown };

  const question = questionOf(samples, filters);
  const [stored, { decided }] = await Promise.all([
    loadLists(database, question, { layout, notBefore: new Date(at.getTime() - maxAgeMs) }),
    listenerOf(database, userId, arms),
  ]);
  const own = new Set(samples.flatMap(({ sampleId, duplicateOf = sampleId }) => [sampleId, duplicateOf]));
  const make = async () => makeLists(samples, own, filters, context);
  const cached = await currentLists({ question, own, at }, stored, make, context);

  let { generatedAt } = cached;
  const weights = byContent ? undefined : context.domain.related?.ideas;
  const described = weights === undefined ? [] : await describedOf(samples, context);
  const shares = await Promise.all(
    cached.lists.map(async (list) => {
      const left = firstOf(list, limit, (id) => decided.has(id) || unlisted.has(id));
      if (left === undefined) generatedAt = at;
      const exclude = new Set([...own, ...decided]);
      const nearest: readonly NearSample[] =
        left ?? (await findNearest({ vector: list.centre, limit, exclude, filters }, context));
      if (weights === undefined) return { weight: list.members, items: nearest.map(byContentAlone) };
      const members = membersOf(list, described, cached.lists);
      const isExcluded = (id: string) => exclude.has(id);
      const request = { list, nearest, members, limit, isExcluded, filters, weights };
      return { weight: list.members, items: await addRelated(request, context) };
    }),
  );
  const chosen = inProportion(shares, limit, ({ sampleId }) => sampleId);
  return {
    generatedAt,
    centres: cached.lists.map(({ members, centre }) => ({ members, vector: centre })),
    ideas: chosen.map(({ item, share }) => ({ ...item, centre: share })),
    unknown,
  };
}

async function describedOf(board: readonly BoardSample[], { database, arms }: SimilarContext): Promise<StoredSample[]> {
  const samples = await loadSamples(
    database,
    board.map(({ sampleId }) => sampleId),
  );
  const { layout } = arms.control.options;
  return samples.filter((sample) => sample.layout === layout.id).sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));
}

/** The samples that are nearer to this centre than to any other: those that it is the mean of. */
function membersOf(
  list: NearestList,
  described: readonly StoredSample[],
  lists: readonly NearestList[],
): readonly StoredSample[] {
  if (lists.length === 1) return described;
  return described.filter(({ vector }) => {
    const own = dotDense(vector, list.centre);
    return lists.every((other) => other === list || dotDense(vector, other.centre) <= own);
  });
}

async function makeLists(
  board: readonly BoardSample[],
  own: ReadonlySet<string>,
  filters: Filters,
  context: SimilarContext,
): Promise<Made> {
  const { layout } = context.arms.control.options;
  const described = (await describedOf(board, context)).filter(({ vector }) => vector.indices.length > 0);
  if (described.length === 0) return { lists: [], tokens: [] };
  const centres = centresOf(
    described.map(({ vector }) => vector),
    layout.dimensions,
  );
  const lists = await Promise.all(
    centres.map(async ({ vector, members }) => {
      const found = await findNearest({ vector, limit: LIST_LENGTH, exclude: own, filters }, context);
      return {
        centre: vector,
        members: members.length,
        sampleIds: found.map(({ sampleId }) => sampleId),
        similarities: found.map(({ similarity }) => similarity),
      };
    }),
  );
  return { lists, tokens: [...new Set(described.flatMap(({ tokens }) => tokens))] };
}
