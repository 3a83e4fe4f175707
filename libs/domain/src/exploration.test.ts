import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appliedExploration, exploredPlaces, loadDefinition, parseDefinition } from './index.ts';

const domain = loadDefinition('audio');
const usual = { share: 0.1, publishedWithinDays: 14, maxChances: 200 };
const explored = (exploration: object, more: object = {}) =>
  parseDefinition({ ...domain, exploration, ...more }, 'mine.json');

test('is off in a definition without it, with a share of 0, and with the ranking "score-final"', () => {
  const { exploration: _, ...without } = domain;
  expect(appliedExploration(parseDefinition(without, 'mine.json'))).toBeUndefined();
  expect(appliedExploration(explored({ ...usual, share: 0 }))).toBeUndefined();
  expect(appliedExploration(explored(usual, { ranking: 'score-final' }))).toBeUndefined();
  expect(appliedExploration(explored(usual))).toEqual(usual);
});

test.each([
  [{ ...usual, share: 0.6 }, '/exploration/share must be <= 0.5', '0.6'],
  [{ ...usual, share: -0.1 }, '/exploration/share must be >= 0', '-0.1'],
  [{ ...usual, publishedWithinDays: 0 }, '/exploration/publishedWithinDays must be > 0', '0'],
  [{ ...usual, maxChances: 0 }, '/exploration/maxChances must be >= 1', '0'],
  [{ ...usual, maxChances: 1.5 }, '/exploration/maxChances', '1.5'],
  [{ ...usual, shares: 1 }, '/exploration/shares is not a known key; remove it or correct its spelling', '1'],
  [{ share: 0.1, publishedWithinDays: 14 }, '/exploration/maxChances', 'missing'],
])('%j is refused with field, value and remedy', (exploration, field, value) => {
  expect(() => explored(exploration)).toThrow(field);
  expect(() => explored(exploration)).toThrow(value);
});

test('a share that gives no place of a feed is refused, with the smallest that does', () => {
  const refused = () => explored({ ...usual, share: 0.01 }, { feed: { size: 50 } });
  expect(refused).toThrow('/exploration/share gives new items none of the 50 places of a feed; set it to 0.02 or more');
  const tooShort = () => explored({ ...usual, share: 0.5 }, { feed: { size: 3 } });
  expect(tooShort).toThrow('set it to 0.25 or more with a feed.size of 4 or more');
  expect(() => explored({ ...usual, share: 0.02 }, { feed: { size: 50 } })).not.toThrow();
});

test('the places are evenly spread, after the first three', () => {
  expect(exploredPlaces(0.1, 50)).toEqual([10, 20, 30, 40, 50]);
  expect(exploredPlaces(0.3, 20)).toEqual([4, 7, 10, 14, 17, 20]);
  expect(exploredPlaces(0.5, 10)).toEqual([4, 6, 8, 10]);
  expect(exploredPlaces(0, 50)).toEqual([]);
});

test('no beginning of a feed has more than the share', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.5, noNaN: true }), fc.integer({ min: 1, max: 1000 }), (share, size) => {
      const places = exploredPlaces(share, size);
      places.forEach((place, index) => expect(index + 1).toBeLessThanOrEqual(share * place + 1e-6));
      expect(places.length).toBeGreaterThanOrEqual(Math.floor(share * size) - 3);
      expect(new Set(places).size).toBe(places.length);
    }),
  );
});
