import type { NearestItem } from '../src/engine.ts';

const DAY = 86_400_000;
const CREATORS = 40;
/** Number of directions around which items cluster, like real ones. */
const CENTRES = 12;

/** Distinct items and tastes, the same in every run. */
export interface Catalogue {
  /** New items, with ids from 1 on. */
  items(count: number): NearestItem[];
  /** A new item with this id. */
  item(id: string): NearestItem;
  /** A dense vector of length 1. */
  taste(): Float32Array;
  some(ids: readonly string[], count: number): string[];
}

/** @param now epoch ms; items were published in the four years before */
export function catalogueOf(dimensions: number, now: number, seed: number): Catalogue {
  const random = randomFrom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const centres = Array.from({ length: CENTRES }, () => new Set(Array.from({ length: 10 }, () => below(dimensions))));
  const direction = (noise: number): Map<number, number> => {
    const values = new Map<number, number>();
    for (const dimension of centres[below(CENTRES)]!) if (random() < 0.8) values.set(dimension, random() + 0.1);
    for (let i = 0; i < noise; i++) values.set(below(dimensions), random() * 0.5);
    return values;
  };
  let last = 0;
  const item = (id: string): NearestItem => ({
    id,
    creatorId: `creator-${below(CREATORS)}`,
    publishedAt: now - Math.floor(random() ** 2 * 1_460 * DAY),
    vector: sparseOf(direction(3 + below(6))),
    tokens: [`colour:${below(6)}`, `shape:${below(5)}`, ...(random() < 0.3 ? ['shape:extra'] : [])],
  });
  return {
    item,
    items: (count) => Array.from({ length: count }, () => item(String((last += 1)))),
    taste: () => {
      const taste = new Float32Array(dimensions);
      for (let i = 0; i < 3; i++) for (const [dimension, value] of direction(4)) taste[dimension]! += value;
      const length = Math.hypot(...taste);
      return taste.map((value) => value / length);
    },
    some: (ids, count) => [...new Set(Array.from({ length: count }, () => ids[below(ids.length)]!))],
  };
}

function sparseOf(values: ReadonlyMap<number, number>): NearestItem['vector'] {
  const sorted = [...values].sort(([a], [b]) => a - b);
  const length = Math.hypot(...values.values());
  return {
    indices: Uint16Array.from(sorted, ([dimension]) => dimension),
    values: Float32Array.from(sorted, ([, value]) => value / length),
  };
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
