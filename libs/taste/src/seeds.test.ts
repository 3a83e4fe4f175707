import { loadDefinition } from '@jophiel/domain';
import { decay, emptySums, layoutOf, tasteAt, toDense, vectorise } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSeedTerms, foldOptionsOf, foldSums, latestSeeds, positiveItems, type Seeds, seedSignals } from './index.ts';

const domain = { ...loadDefinition('audio'), seeds: { weight: 2, halfLifeDays: 10 } };
const options = foldOptionsOf(domain);
const layout = layoutOf(domain.features);
const DAY = 86_400_000;
const seedsAt = (at: number, about: Partial<Seeds> = {}): Seeds => ({
  userId: 'u',
  sampleIds: ['a', 'b'],
  terms: {},
  at,
  eventId: 'e',
  ...about,
});

test('the latest choice of a user counts, whatever the order of arrival', () => {
  const choice = fc.record({
    userId: fc.constantFrom('u', 'v'),
    at: fc.integer({ min: 0, max: 3 }),
    eventId: fc.constantFrom('1', '2', '3'),
  });
  fc.assert(
    fc.property(fc.array(choice, { minLength: 1 }), (choices) => {
      const all = choices.map((each) => ({ ...each, sampleIds: [], terms: {} }));
      const latest = latestSeeds(all);
      for (const userId of new Set(all.map((each) => each.userId))) {
        const [newest] = all
          .filter((each) => each.userId === userId)
          .sort((a, b) => b.at - a.at || (a.eventId < b.eventId ? 1 : -1));
        expect(latest.get(userId)).toEqual(newest);
      }
    }),
  );
});

test('a chosen sample counts as a signal with the weight and half-life of seeds, and is a positive item', () => {
  const signals = seedSignals(seedsAt(DAY));
  const vector = vectorise(layout, { genero: ['trap'] }).vector;
  const sums = foldSums([{ signal: signals[0]!, vector }], options);
  expect(sums.asOf).toBe(DAY);
  expect([...sums.byHalfLife.keys()]).toEqual([10]);
  expect(Math.hypot(...sums.byHalfLife.get(10)!)).toBeCloseTo(2, 6);
  const items = positiveItems(signals, { meanings: options.meanings, originalOf: (id) => id, isOwn: () => false });
  expect(items.map(({ sampleId, amount }) => [sampleId, amount])).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
});

test('terms alone make a taste of their direction, and beside samples count as one of them', () => {
  const terms = { genre: ['trap', 'drill'], tags: ['808'] };
  const direction = toDense(vectorise(layout, { genero: ['trap', 'drill'], tags: ['808'] }).vector, options.dimensions);
  const sums = emptySums();
  addSeedTerms(sums, seedsAt(0, { terms }), options);
  expect([...tasteAt(sums, DAY)!]).toEqual([...direction].map((value) => expect.closeTo(value, 6)));
  addSeedTerms(sums, seedsAt(5 * DAY, { terms }), options);
  expect(Math.hypot(...sums.byHalfLife.get(10)!)).toBeCloseTo(2 + 2 * decay(5 * DAY, 10), 6);
});

test('without terms, and where seeds are off, sums stay as they are', () => {
  const sums = emptySums();
  addSeedTerms(sums, seedsAt(0), options);
  const off = foldOptionsOf({ ...domain, seeds: { weight: 0, halfLifeDays: 10 } });
  addSeedTerms(sums, seedsAt(0, { terms: { genre: ['trap'] } }), off);
  expect(sums).toEqual(emptySums());
  expect(off.counting).not.toContain('seed');
});
