import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundsTable, type PageBounds } from './bounds-table.ts';
import { bound, CHUNK, CHUNK_BYTES, CHUNK_INDICES, MAX_BOUNDS, UNBOUNDED } from './layout.ts';
import { SharedMemory } from './shared-memory.ts';

const DIMENSIONS = 900;
const vectors = fc
  .uniqueArray(fc.nat(DIMENSIONS - 1), { maxLength: 40 })
  .chain((places) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: places.length, maxLength: places.length })
      .map((values) => ({ indices: Uint16Array.from(places), values: Float32Array.from(values) })),
  );

/** Bounds from memory, by dimension: the maximum above 0 and the minimum below 0. */
function read({ views }: SharedMemory, { address }: PageBounds): Map<string, number> | 'unbounded' {
  const { u16, u32, f32 } = views;
  const count = u32[(address + bound.count) >>> 2]!;
  if (count === UNBOUNDED) return 'unbounded';
  const entries = Array.from({ length: count }, (_, place): [string, number] => {
    const chunk = address + bound.chunks + Math.floor(place / CHUNK) * CHUNK_BYTES;
    const value = f32[(chunk >>> 2) + (place % CHUNK)]!;
    return [`${u16[((chunk + CHUNK_INDICES) >>> 1) + (place % CHUNK)]} ${value > 0 ? 'above' : 'below'}`, value];
  });
  expect(new Set(entries.map(([key]) => key)).size).toBe(count);
  return new Map(entries.filter(([, value]) => value !== 0));
}

test('growing pages keep the maximum and the minimum of each dimension', () => {
  const steps = fc.array(fc.tuple(fc.nat(11), fc.array(vectors, { maxLength: 6 })), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.nat(11), (all, cleared) => {
      const memory = new SharedMemory();
      const table = new BoundsTable(memory, DIMENSIONS);
      const pages = Array.from({ length: 12 }, (_, page) => table.add(page));
      const wanted = pages.map(() => new Map<string, number>());
      const include = ([page, some]: readonly [number, (typeof all)[number][1]]) => {
        table.includeVectors(pages[page]!, some);
        for (const { indices, values } of some)
          for (const [place, value] of values.entries()) {
            if (value === 0) continue;
            const key = `${indices[place]} ${value > 0 ? 'above' : 'below'}`;
            const known = wanted[page]!.get(key) ?? 0;
            wanted[page]!.set(key, value > 0 ? Math.max(known, value) : Math.min(known, value));
          }
      };
      for (const step of all) include(step);
      table.clear(pages[cleared]!);
      wanted[cleared]!.clear();
      for (const step of all.slice(0, 5)) include(step);
      for (const [page, bounds] of pages.entries()) {
        const found = read(memory, bounds);
        if (found === 'unbounded') expect(wanted[page]!.size).toBeGreaterThan(MAX_BOUNDS / 2);
        else expect(found).toEqual(wanted[page]);
      }
      expect([...table.addresses]).toEqual([...table.addresses].sort((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
});

test('a page with more than MAX_BOUNDS dimensions has no bounds until it is cleared', () => {
  const memory = new SharedMemory();
  const table = new BoundsTable(memory, DIMENSIONS);
  const bounds = table.add(0);
  const whole = {
    indices: Uint16Array.from({ length: DIMENSIONS }, (_, index) => index),
    values: new Float32Array(DIMENSIONS).fill(1),
  };
  table.includeVectors(bounds, [whole, whole]);
  expect(read(memory, bounds)).toBe('unbounded');
  table.clear(bounds);
  table.includeVectors(bounds, [{ indices: Uint16Array.of(4), values: Float32Array.of(2) }]);
  expect(read(memory, bounds)).toEqual(new Map([['4 above', 2]]));
});

test('a table does not grow while pages are added and removed', () => {
  const memory = new SharedMemory();
  const table = new BoundsTable(memory, DIMENSIONS);
  const vector = {
    indices: Uint16Array.from({ length: 100 }, (_, index) => index),
    values: new Float32Array(100).fill(1),
  };
  const churn = () => {
    for (let page = 0; page < 4_000; page++) {
      const bounds = table.add(page);
      table.includeVectors(bounds, [vector]);
      table.remove(bounds);
    }
  };
  churn();
  const before = memory.bytes;
  churn();
  expect(memory.bytes).toBe(before);
});
