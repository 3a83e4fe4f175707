import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_WALK, readCursor, writeCursor } from './cursor.ts';
import { beginWalk, step } from './step.ts';

const BINDING = 'somebody';

/** Walks to the end; before each page the feed may be another, and the last one stays. Cursors go out and come back. */
function walkThrough(versions: readonly (readonly string[])[], limit: number) {
  const pages: string[][] = [];
  for (let cursor = writeCursor(beginWalk(1), BINDING); ;) {
    const feed = versions[Math.min(pages.length, versions.length - 1)]!;
    const { positions, walk, left } = step(
      feed,
      readCursor(cursor, { binding: BINDING, path: '/query/cursor' }),
      limit,
    );
    pages.push(positions.map((position) => feed[position]!));
    if (left === 0) return { pages, walk };
    cursor = writeCursor(walk, BINDING);
  }
}

const samples = (first: number, amount: number) => Array.from({ length: amount }, (_, index) => String(first + index));
const version = fc.shuffledSubarray(samples(1, 40), { minLength: 1 });

test('a feed that stays as it is comes page by page, in its order', () => {
  expect(walkThrough([samples(1, 7)], 3).pages).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']]);
  expect(walkThrough([[]], 3).pages).toEqual([[]]);
});

describe('while the feed changes', () => {
  test('a sample that moved up or down comes once, and a new one at the top is next', () => {
    const { pages } = walkThrough(
      [
        ['a', 'b', 'c', 'd'],
        ['new', 'd', 'c', 'a', 'b'],
      ],
      2,
    );
    expect(pages).toEqual([['a', 'b'], ['new', 'd'], ['c']]);
  });

  test('no sample comes twice, whatever is stored between the pages', () => {
    fc.assert(
      fc.property(
        fc.array(version, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 15 }),
        (versions, limit) => {
          const handedOut = walkThrough(versions, limit).pages.flat();
          expect(new Set(handedOut).size).toBe(handedOut.length);
        },
      ),
    );
  });

  test('what stands in every version is handed out, and nothing that stands in none', () => {
    fc.assert(
      fc.property(
        fc.array(version, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 15 }),
        (versions, limit) => {
          const handedOut = new Set(walkThrough(versions, limit).pages.flat());
          const always = versions[0]!.filter((sample) => versions.every((each) => each.includes(sample)));
          expect(always.filter((sample) => !handedOut.has(sample))).toEqual([]);
          expect([...handedOut].filter((sample) => !versions.some((each) => each.includes(sample)))).toEqual([]);
        },
      ),
    );
  });

  test('each page is the best of the feed that was not handed out before', () => {
    fc.assert(
      fc.property(
        fc.array(version, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 15 }),
        (versions, limit) => {
          const before = new Set<string>();
          walkThrough(versions, limit).pages.forEach((page, index) => {
            const feed = versions[Math.min(index, versions.length - 1)]!;
            expect(page).toEqual(feed.filter((sample) => !before.has(sample)).slice(0, limit));
            for (const sample of page) before.add(sample);
          });
        },
      ),
    );
  });
});

test('a walk ends after the largest feed there may be, however often the feed is replaced by another', () => {
  const versions = Array.from({ length: 30 }, (_, index) => samples(1_000 * index, 200));
  const { pages, walk } = walkThrough(versions, 90);
  expect(pages.flat()).toHaveLength(MAX_WALK);
  expect(writeCursor(walk, BINDING).length).toBeLessThanOrEqual(8_000);
});
