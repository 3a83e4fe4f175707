import { byId, type RankedItem } from '@jophiel/scoring';

/** How close together items of one creator may stand: at most `most` in any `window` that follow each other. */
export interface CreatorSpacing {
  readonly most: number;
  readonly window: number;
  readonly creatorOf: (sampleId: string) => string | undefined;
}

/**
 * A feed with new items at their ranks, each before the first that scores less, or the same with a later id; what no
 * longer fits falls off the end. Where a creator may not have more items close together, an item goes further down, and scores no more than the one
 * before it: the scores tell the order. What stood closer together before it came stays so.
 *
 * @param news not in the feed yet, the best first
 * @returns undefined when none of them is good enough, and the feed stays as it is
 */
export function insertNews(
  feed: readonly RankedItem[],
  news: readonly RankedItem[],
  size: number,
  spacing?: CreatorSpacing,
): RankedItem[] | undefined {
  const items = [...feed];
  const taken = new Set<string>();
  for (const item of news) {
    const rank = rankOf(items, item, spacing);
    if (rank >= size) continue;
    items.splice(rank, 0, heldBelow(item, items[rank - 1]));
    taken.add(item.sampleId);
    items.length = Math.min(items.length, size);
  }
  return items.some(({ sampleId }) => taken.has(sampleId)) ? items : undefined;
}

/** Where an item belongs: before the first that comes after it and where it is not crowded, else at the end. */
function rankOf(items: readonly RankedItem[], item: RankedItem, spacing: CreatorSpacing | undefined): number {
  const rank = items.findIndex(
    (other, index) => comesBefore(item, other) && (spacing === undefined || !isCrowded(items, index, item, spacing)),
  );
  return rank === -1 ? items.length : rank;
}

/** The order of `rankFeed`. */
function comesBefore(one: RankedItem, other: RankedItem): boolean {
  return one.score > other.score || (one.score === other.score && byId(one, other) < 0);
}

/** Whether an item would stand among too many of its creator at a rank. */
function isCrowded(
  items: readonly RankedItem[],
  rank: number,
  { sampleId }: RankedItem,
  { most, window, creatorOf }: CreatorSpacing,
): boolean {
  const creator = creatorOf(sampleId);
  const isSame = (item: RankedItem) => creatorOf(item.sampleId) === creator;
  const around = [
    ...items.slice(Math.max(rank - window + 1, 0), rank).map(isSame),
    true,
    ...items.slice(rank, rank + window - 1).map(isSame),
  ];
  for (let start = 0; start === 0 || start + window <= around.length; start++)
    if (around.slice(start, start + window).filter(Boolean).length > most) return true;
  return false;
}

function heldBelow(item: RankedItem, before: RankedItem | undefined): RankedItem {
  if (before === undefined || before.score >= item.score) return item;
  return { ...item, score: before.score, diversity: before.score - item.scoreFinal };
}
