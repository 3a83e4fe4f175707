import type { Executor } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import { type Centre, centresOf } from '../../core/boards/centres.ts';
import { inProportion } from '../../core/boards/in-proportion.ts';
import type { Filters } from '../../core/filters/filters.ts';
import { loadSamples } from '../../statements/why/load-samples.ts';
import { listenerOf } from '../listener-of.ts';
import type { NearestItem } from '../../core/similar/by-cosine.ts';
import type { FindNearest } from '../nearest-items.ts';

export interface BoardRequest {
  /** What is on the board; the first count most where there are more than can be looked at. */
  readonly sampleIds: readonly string[];
  readonly limit: number;
  /** Whose decisions are left out; undefined for nobody's. */
  readonly userId: string | undefined;
  readonly filters: Filters;
}

export interface Idea {
  readonly item: NearestItem;
  /** Index of the centre that it is for. */
  readonly centre: number;
}

export interface BoardIdeas {
  readonly centres: readonly Centre[];
  readonly ideas: readonly Idea[];
  /** Samples of the board without a vector of the current layout. */
  readonly unknown: readonly string[];
}

export type SuggestForBoard = (request: BoardRequest) => Promise<BoardIdeas>;

export interface SuggestOptions {
  readonly database: Executor;
  readonly arms: Arms;
  readonly findNearest: FindNearest;
}

/**
 * Ideas for a board from its essence: the samples most like the mean of what is on it, or, where it is about several
 * things, most like the mean of each, in proportion. Nothing that is on the board, under whichever of its names.
 */
export function boardSuggester({ database, arms, findNearest }: SuggestOptions): SuggestForBoard {
  const { layout } = arms.control.options;
  return async ({ sampleIds, limit, userId, filters }) => {
    const [samples, listener] = await Promise.all([
      loadSamples(database, sampleIds),
      listenerOf(database, userId, arms),
    ]);
    const described = samples.filter((sample) => sample.layout === layout.id && sample.vector.indices.length > 0);
    const known = new Set(described.map(({ sampleId }) => sampleId));
    const unknown = sampleIds.filter((sampleId) => !known.has(sampleId));
    if (described.length === 0) return { centres: [], ideas: [], unknown };

    const inOrder = [...described].sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));
    const centres = centresOf(
      inOrder.map(({ vector }) => vector),
      layout.dimensions,
    );
    const originals = described.flatMap(({ duplicateOf }) => duplicateOf ?? []);
    const exclude = new Set([...sampleIds, ...originals, ...listener.decided]);
    const found = await Promise.all(
      centres.map(async ({ vector }) => findNearest({ vector, limit, exclude, filters })),
    );
    const shares = found.map((items, index) => ({ weight: centres[index]!.members.length, items }));
    const chosen = inProportion(shares, limit, ({ sampleId }) => sampleId);
    return { centres, ideas: chosen.map(({ item, share }) => ({ item, centre: share })), unknown };
  };
}
