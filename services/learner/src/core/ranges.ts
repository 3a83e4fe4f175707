/** Numbers of items in a range, small enough for replicas to share a catalogue evenly. */
export const RANGE_ITEMS = 4_096;

export const rangeOf = (item: number): number => Math.floor(item / RANGE_ITEMS);
