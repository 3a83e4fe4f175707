/** Numbers of items in a range. One is learned in about a second. */
export const RANGE_ITEMS = 4_096;

export const rangeOf = (item: number): number => Math.floor(item / RANGE_ITEMS);
