import { byId, learnedSum, type RankedItem } from '@jophiel/scoring';

/** Spacing of a creator's items: at most `most` in any `window` consecutive places. */
export interface CreatorSpacing {
  readonly most: number;
  readonly window: number;
  readonly creatorOf: (sampleId: string) => string | undefined;
}

/**
 * Inserts new items into a feed, each before the first that scores less, or the same with a later id; drops items
 * beyond the size. An item that would be too close to others of its creator moves down, and scores at most as much as
 * the one before it, so that scores stay in order. Existing items that are too close stay.
 * @param news not in the feed yet, the best first
 * @returns undefined when none of them is good enough, and the feed does not change
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

/** The first rank where an item precedes the next one and is not crowded; else the end. */
function rankOf(items: readonly RankedItem[], item: RankedItem, spacing: CreatorSpacing | undefined): number {
  const rank = items.findIndex(
    (other, index) => comesBefore(item, other) && (spacing === undefined || !isCrowded(items, index, item, spacing)),
  );
  return rank === -1 ? items.length : rank;
}

function comesBefore(one: RankedItem, other: RankedItem): boolean {
  return one.score > other.score || (one.score === other.score && byId(one, other) < 0);
}

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
  return { ...item, score: before.score, diversity: before.score - item.scoreFinal - learnedSum(item.learned) };
}
