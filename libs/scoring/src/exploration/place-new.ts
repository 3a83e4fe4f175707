import { learnedSum } from '../learned-parts.ts';
import type { RankedItem } from '../rank-feed.ts';

export interface PlaceOptions {
  /** From 1, ascending: `exploredPlaces` of libs/domain. */
  readonly places: readonly number[];
  readonly size: number;
  /** Whether an item may stand after the first ones and before the others. */
  readonly fits: (item: RankedItem, before: readonly RankedItem[], after: readonly RankedItem[]) => boolean;
  /** Takes a chance for an item; false when none is left. */
  readonly take: (sampleId: string) => boolean;
}

/**
 * Gives places of a feed to new items. Each new item gets the score of the item before it, so that scores stay in order;
 * what it gets beyond its own is its `exploration`. The others keep their scores and their order, and the last ones make
 * room. A new item that scores as much as the last of the feed was left out for another reason, and stays out. A place
 * that no new item can take keeps the item that it has.
 * @param feed the best first
 * @param news none of them in the feed, in the order in which they are to be placed
 */
export function placeNew(
  feed: readonly RankedItem[],
  news: readonly RankedItem[],
  options: PlaceOptions,
): RankedItem[] {
  const { places, size, fits, take } = options;
  const last = feed.at(-1)?.score ?? Number.NEGATIVE_INFINITY;
  const waiting = news.filter(({ score }) => score < last);
  const explored = new Set(places);
  const placed: RankedItem[] = [];
  let next = 0;
  let before = last;
  while (placed.length < size && next < feed.length) {
    const item = explored.has(placed.length + 1) ? nextNew() : undefined;
    const each = item === undefined ? feed[next++]! : lifted(item, before);
    placed.push(each);
    before = each.score;
  }
  return placed;

  function nextNew(): RankedItem | undefined {
    const after = feed.slice(next, next + size - placed.length - 1);
    const index = waiting.findIndex((item) => fits(item, placed, after) && take(item.sampleId));
    return index === -1 ? undefined : waiting.splice(index, 1)[0];
  }
}

function lifted(item: RankedItem, score: number): RankedItem {
  return { ...item, score, exploration: score - item.scoreFinal - learnedSum(item.learned) };
}
