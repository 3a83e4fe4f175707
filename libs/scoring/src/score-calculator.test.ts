import { factorNames, largestScore } from '@jophiel/domain';
import { dotDense } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymousListener, type Candidate, type Listener, ScoreCalculator, type ScoringWeights } from './index.ts';

const DAY = 86_400_000;
const now = 1_000 * DAY;
const scene = { popularity: new Map<string, number>(), now };
const calculator = new ScoreCalculator({
  similarity: 1,
  following: 0.5,
  novelty: 0.2,
  decidedPenalty: -1000,
  noveltyHalfLifeDays: 30,
});
const listener: Listener = { ...anonymousListener('1'), taste: Float32Array.of(1) };
const item = (cosine: number, publishedAt = now): Candidate => ({
  sampleId: 's1',
  creatorId: 'c1',
  publishedAt,
  vector: { indices: Uint16Array.of(0), values: Float32Array.of(cosine) },
});

test('sums its weighted parts', () => {
  expect(calculator.score({ ...listener, followedCreators: new Set(['c1']) }, item(0.75), scene)).toMatchObject({
    total: 1.45,
    parts: { similarity: 0.75, following: 0.5, novelty: 0.2, penalty: 0 },
  });
});

test('the best item that can be scores the largest score, to which every factor adds its part', () => {
  const weights = Object.fromEntries(factorNames.map((name, index) => [name, index + 1]));
  const all = { ...weights, noveltyHalfLifeDays: 30, decidedPenalty: -1e4 } as unknown as ScoringWeights;
  const best: Listener = {
    ...listener,
    followedCreators: new Set(['c1']),
    likes: { count: 0, creatorShares: new Map([['c1', 1]]), coInteraction: () => 99 },
  };
  const { total } = new ScoreCalculator(all).score(best, item(1), { ...scene, popularity: new Map([['s1', 1]]) });
  expect(total).toBeCloseTo(largestScore(all), 9);
});

test('what the user has decided on falls below everything else', () => {
  const fan = { ...listener, followedCreators: new Set(['c1']), decided: new Set(['s1']) };
  const best = calculator.score(fan, item(1), scene);
  expect(best.parts.penalty).toBe(-1000);
  expect(best.total).toBeLessThan(calculator.score(listener, item(-1, 0), scene).total);
});

const DIMENSIONS = 6;
const PAIRS = 100;
const number = fc.float({ min: -1, max: 1, noNaN: true });
const items: fc.Arbitrary<Candidate[]> = fc
  .array(
    fc.record({
      creator: fc.nat(5),
      publishedAt: fc.oneof(fc.integer({ min: now - 900 * DAY, max: now + 3 * DAY }), fc.constantFrom(0, -1e14, now)),
      values: fc.array(number, { minLength: DIMENSIONS, maxLength: DIMENSIONS }),
    }),
    { minLength: PAIRS, maxLength: PAIRS },
  )
  .map((all) =>
    all.map(({ creator, publishedAt, values }, index) => ({
      sampleId: String(index),
      creatorId: String(creator),
      publishedAt,
      vector: { indices: Uint16Array.from(values, (_, place) => place), values: Float32Array.from(values) },
    })),
  );
const ids = (max: number) => fc.uniqueArray(fc.nat(max)).map((numbers) => new Set(numbers.map(String)));
const listeners: fc.Arbitrary<Listener> = fc.record({
  userId: fc.constant('1'),
  profileVersion: fc.constant(1),
  taste: fc.option(
    fc.array(number, { minLength: DIMENSIONS, maxLength: DIMENSIONS }).map((taste) => Float32Array.from(taste)),
    { nil: undefined },
  ),
  followedCreators: ids(5),
  decided: ids(PAIRS),
});
const popularities = fc
  .dictionary(fc.nat(PAIRS).map(String), fc.double({ min: 0, max: 1, noNaN: true }))
  .map((each) => new Map(Object.entries(each)));
const weight = fc.double({ min: 0, max: 5, noNaN: true });
const weightings: fc.Arbitrary<ScoringWeights> = fc.record({
  similarity: weight,
  following: weight,
  novelty: weight,
  decidedPenalty: fc.double({ min: -1000, max: 0, noNaN: true }),
  noveltyHalfLifeDays: fc.double({ min: 0.01, max: 400, noNaN: true }),
});

/** The formula as one expression for one pair. */
function totalOf(
  weights: ScoringWeights,
  { taste, followedCreators, decided }: Listener,
  { sampleId, creatorId, publishedAt, vector }: Candidate,
  popularity: ReadonlyMap<string, number>,
): number {
  const cosine = taste === undefined ? (popularity.get(sampleId) ?? 0) : dotDense(vector, taste);
  const novelty = 2 ** (-Math.max(now - publishedAt, 0) / (weights.noveltyHalfLifeDays * DAY));
  return (
    cosine * weights.similarity +
    (followedCreators.has(creatorId) ? weights.following : 0) +
    novelty * weights.novelty +
    (decided.has(sampleId) ? weights.decidedPenalty : 0)
  );
}

test('"bit-identical totals": the columns of 10,000 pairs are the formula bit for bit, and a score is their row', () => {
  let pairs = 0;
  fc.assert(
    fc.property(weightings, listeners, items, popularities, (weights, user, all, popularity) => {
      const scoring = new ScoreCalculator(weights);
      const { total, scoreFinal, learned, parts } = scoring.scores(user, all, { popularity, now });
      all.forEach((each, row) => {
        pairs++;
        expect(total[row]).toBe(totalOf(weights, user, each, popularity));
      });
      const row = all.length - 1;
      expect(scoring.score(user, all[row]!, { popularity, now })).toEqual({
        total: total[row],
        scoreFinal: scoreFinal[row],
        learned: learned[row],
        parts: Object.fromEntries(factorNames.map((name) => [name, parts[name][row]])),
      });
    }),
    { numRuns: 100 },
  );
  expect(pairs).toBeGreaterThanOrEqual(10_000);
});
