import { exploredPlaces } from '@jophiel/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeNew } from './place-new.ts';

const item = (sampleId: string, score: number) => ({ sampleId, scoreFinal: score, score });
const feedOf = (...scores: readonly number[]) =>
  scores.toSorted((a, b) => b - a).map((score, index) => item(`f${index}`, score));
const newsOf = (...scores: readonly number[]) => scores.map((score, index) => item(`n${index}`, score));
const always = { fits: () => true, take: () => true };

test('new items get their places with the score of the item before; the last ones make room', () => {
  const placed = placeNew(feedOf(9, 8, 7, 6, 5, 4), newsOf(1, 2), { places: [4, 6], size: 6, ...always });
  expect(placed).toEqual([
    ...feedOf(9, 8, 7),
    { ...item('n0', 1), score: 7, exploration: 6 },
    item('f3', 6),
    { ...item('n1', 2), score: 6, exploration: 4 },
  ]);
});

test('an item without a chance, or that does not fit, leaves its place to the next; without any, the feed stays', () => {
  const options = { places: [4], size: 6, ...always };
  const feed = feedOf(9, 8, 7, 6, 5, 4);
  const third = (placed: readonly { sampleId: string }[]) => placed[3]!.sampleId;
  expect(third(placeNew(feed, newsOf(1, 2), { ...options, take: (id) => id !== 'n0' }))).toBe('n1');
  expect(third(placeNew(feed, newsOf(1, 2), { ...options, fits: ({ sampleId }) => sampleId !== 'n0' }))).toBe('n1');
  expect(placeNew(feed, newsOf(1, 2), { ...options, take: () => false })).toEqual(feed);
});

test('an item that scores as much as the last was left out for another reason, and takes no chance', () => {
  const taken: string[] = [];
  const take = (id: string) => taken.push(id) > 0;
  const feed = feedOf(9, 8, 7, 6, 5, 4);
  expect(placeNew(feed, newsOf(4, 8), { places: [4, 6], size: 6, fits: () => true, take })).toEqual(feed);
  expect(taken).toEqual([]);
});

const score = fc.integer({ min: -10, max: 10 });

test('no item is there twice, the share holds from the start on, scores stay in order and parts add up', () => {
  fc.assert(
    fc.property(
      fc.array(score, { maxLength: 40 }),
      fc.array(score, { maxLength: 20 }),
      fc.constantFrom(0.05, 0.1, 0.3, 0.5),
      fc.integer({ min: 1, max: 40 }),
      fc.func(fc.boolean()),
      (given, news, share, size, take) => {
        const feed = feedOf(...given).slice(0, size);
        const taken: string[] = [];
        const placed = placeNew(feed, newsOf(...news), {
          places: exploredPlaces(share, size),
          size,
          fits: () => true,
          take: (id) => take(id) && taken.push(id) > 0,
        });
        const explored = placed.filter(({ exploration }) => exploration !== undefined);
        expect(new Set(placed.map(({ sampleId }) => sampleId)).size).toBe(placed.length);
        expect(explored.map(({ sampleId }) => sampleId)).toEqual(taken);
        placed.forEach((_, index) => {
          const before = placed.slice(0, index + 1).filter(({ exploration }) => exploration !== undefined).length;
          expect(before).toBeLessThanOrEqual(share * (index + 1) + 1e-9);
        });
        expect(placed.slice(0, 3)).toEqual(feed.slice(0, 3));
        const others = placed.filter(({ exploration }) => exploration === undefined);
        expect(others).toEqual(feed.slice(0, others.length));
        expect(placed.length).toBe(Math.min(size, feed.length + explored.length));
        expect(placed.map((each) => each.score)).toEqual(placed.map((each) => each.score).toSorted((a, b) => b - a));
        for (const each of explored) {
          expect(each.exploration).toBeGreaterThan(0);
          expect(each.scoreFinal + each.exploration!).toBe(each.score);
        }
      },
    ),
  );
});
