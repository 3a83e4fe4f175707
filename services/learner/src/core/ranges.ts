/** Numbers of items in a range. One is learned in about a second. */
export const RANGE_ITEMS = 4_096;

export const rangeOf = (item: number): number => Math.floor(item / RANGE_ITEMS);

/** The first number of a range, and the first one after it. */
export const boundsOf = (range: number): readonly [from: number, to: number] => [
  range * RANGE_ITEMS,
  (range + 1) * RANGE_ITEMS,
];
