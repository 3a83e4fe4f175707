import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, domain, now, options } from '@jophiel/candidates/given-catalogue';
import { popularityWeights, type PopularItem, rankTrending } from './trending.ts';

const item = (sampleId: string, liking: number, days = 0): PopularItem => ({
  sampleId,
  creatorId: '7',
  liking,
  publishedAt: now.getTime() - days * DAY,
});
const rank = (items: readonly PopularItem[], size = 200) =>
  rankTrending(items, options.calculator, size, now.getTime());

describe('the weights of popularity', () => {
  const weights = new Map(popularityWeights(domain).map(({ interaction, weight }) => [interaction, weight]));

  test('equal those of the taste; an undo subtracts the same weight', () => {
    expect(weights.get('like')).toBe(1);
    expect(weights.get('unlike')).toBe(-1);
    expect(weights.get('dislike')).toBe(-0.7);
    expect(weights.get('undislike')).toBe(0.7);
    expect(weights.get('play')).toBe(0.2);
  });

  test('exclude interactions that are not about an item', () => {
    for (const name of ['impression', 'follow', 'unfollow']) expect(weights.has(name)).toBe(false);
  });
});

describe('the trending list', () => {
  test('scores an item by its share of the highest liking and by its age', () => {
    expect(rank([item('new', 0), item('half', 5, 30), item('most', 10, 30)])).toEqual([
      { sampleId: 'most', score: expect.closeTo(1.1, 9), popularity: 1 },
      { sampleId: 'half', score: expect.closeTo(0.6, 9), popularity: 0.5 },
      { sampleId: 'new', score: expect.closeTo(0.2, 9), popularity: 0 },
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

  test('has no popularity below 0, even when all items are disliked', () => {
    expect(rank([item('disliked', -9), item('worse', -10)]).map(({ popularity }) => popularity)).toEqual([0, 0]);
  });

  test('is empty for an empty catalogue', () => {
    expect(rank([])).toEqual([]);
  });

  test('has at most its maximum size, in order, with popularities from 0 to 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -100, max: 1e6, noNaN: true }), { maxLength: 50 }), (likings) => {
        const ranked = rank(
          likings.map((liking, index) => item(String(index), liking)),
          20,
        );
        expect(ranked).toHaveLength(Math.min(likings.length, 20));
        expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).sort((a, b) => b - a));
        for (const { popularity } of ranked) expect(popularity >= 0 && popularity <= 1).toBe(true);
      }),
    );
  });
});
