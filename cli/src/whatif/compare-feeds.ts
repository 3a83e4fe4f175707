/** How one user's feed would change. */
export interface FeedChange {
  readonly userId: string;
  /** Share of the longer feed's items that are in both, from 0 to 1: of the first twenty, and of all. */
  readonly overlapAtTop: number;
  readonly overlap: number;
  /** Mean change of rank of the items in both. */
  readonly movedRanks: number;
}

export const TOP = 20;

/** @param before sample ids, the best first @param after likewise */
export function compareFeeds(userId: string, before: readonly string[], after: readonly string[]): FeedChange {
  const ranks = new Map(before.map((sampleId, rank) => [sampleId, rank]));
  const moves = after.flatMap((sampleId, rank) => {
    const earlier = ranks.get(sampleId);
    return earlier === undefined ? [] : [Math.abs(rank - earlier)];
  });
  return {
    userId,
    overlapAtTop: overlapOf(before.slice(0, TOP), after.slice(0, TOP)),
    overlap: overlapOf(before, after),
    movedRanks: mean(moves),
  };
}

function overlapOf(before: readonly string[], after: readonly string[]): number {
  const longer = Math.max(before.length, after.length);
  if (longer === 0) return 1;
  const earlier = new Set(before);
  return after.filter((sampleId) => earlier.has(sampleId)).length / longer;
}

/** 0 for no values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
