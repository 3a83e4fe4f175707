import { ScoreCalculator } from '@jophiel/scoring';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, now, options } from '@jophiel/candidates/given-catalogue';
import { type PopularItem, rankTrending } from './trending.ts';

const item = (sampleId: string, popularity: number, days = 0): PopularItem => ({
  sampleId,
  creatorId: '7',
  popularity,
  publishedAt: now.getTime() - days * DAY,
});
const rank = (items: readonly PopularItem[], size = 200) =>
  rankTrending(items, { calculator: options.calculator, size, now: now.getTime() }).items;

describe('the trending list', () => {
  test('scores an item by its popularity and by its age', () => {
    expect(rank([item('new', 0), item('half', 0.5, 30), item('most', 1, 30)])).toEqual([
      { sampleId: 'most', score: expect.closeTo(1.1, 9), learned: 0, exploration: 0, popularity: 1 },
      { sampleId: 'half', score: expect.closeTo(0.6, 9), learned: 0, exploration: 0, popularity: 0.5 },
      { sampleId: 'new', score: expect.closeTo(0.2, 9), learned: 0, exploration: 0, popularity: 0 },
    ]);
  });

  test('orders equal scores by id', () => {
    const ids = ['b', 'd', 'a', 'c'].map((sampleId) => item(sampleId, 1));
    expect(rank(ids, 3).map(({ sampleId }) => sampleId)).toEqual(['a', 'b', 'c']);
  });

  test('is the newest items while there are no likes', () => {
    expect(rank([item('older', 0, 3), item('newer', 0, 1)]).map(({ sampleId }) => sampleId)).toEqual([
      'newer',
      'older',
    ]);
  });

  test('has popularity as a learned part of its own where that has a weight', () => {
    const calculator = new ScoreCalculator({ ...options.weights, popularity: 2 });
    const [most] = rankTrending([item('most', 1, 30)], { calculator, size: 1, now: now.getTime() }).items;
    expect(most).toEqual({
      sampleId: 'most',
      score: expect.closeTo(2.1, 9),
      learned: 2,
      exploration: 0,
      popularity: 1,
    });
  });

  test('is empty for an empty catalogue', () => {
    expect(rank([])).toEqual([]);
  });

  test('has at most its maximum size, in order, with popularities from 0 to 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 }), (popularities) => {
        const ranked = rank(
          popularities.map((popularity, index) => item(String(index), popularity)),
          20,
        );
        expect(ranked).toHaveLength(Math.min(popularities.length, 20));
        expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).sort((a, b) => b - a));
        for (const { popularity } of ranked) expect(popularity >= 0 && popularity <= 1).toBe(true);
      }),
    );
  });
});
