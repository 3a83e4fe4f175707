import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insertNews } from './insert-news.ts';

const item = (sampleId: string, score: number) => ({ sampleId, scoreFinal: score, score });
const feed = [item('a', 0.9), item('b', 0.5), item('c', 0.1)];
const ids = (items: readonly { sampleId: string }[] | undefined) => items?.map(({ sampleId }) => sampleId);

describe('a new item', () => {
  test('is inserted at its rank, and the last item is dropped', () => {
    expect(ids(insertNews(feed, [item('new', 0.7)], 3))).toEqual(['a', 'new', 'b']);
  });

  test('with an equal score is ordered by id, as in a ranked feed', () => {
    expect(ids(insertNews(feed, [item('new', 0.5)], 3))).toEqual(['a', 'b', 'new']);
    expect(ids(insertNews(feed, [item('ab', 0.5)], 3))).toEqual(['a', 'ab', 'b']);
    expect(ids(insertNews(feed, [item('bb', 0.1)], 3))).toEqual(['a', 'b', 'bb']);
  });

  test('that scores below the last item of a full feed changes nothing', () => {
    expect(insertNews(feed, [item('new', 0.1)], 3)).toBeUndefined();
  });

  test('is appended to a feed with free places', () => {
    expect(ids(insertNews(feed, [item('new', -1)], 4))).toEqual(['a', 'b', 'c', 'new']);
    expect(ids(insertNews([], [item('new', -1)], 4))).toEqual(['new']);
  });
});

test('no new items change nothing', () => {
  expect(insertNews(feed, [], 3)).toBeUndefined();
});

test('a feed that rules reordered keeps its order', () => {
  const varied = [item('a', 0.9), item('c', 0.1), item('b', 0.5)];
  expect(ids(insertNews(varied, [item('new', 0.3)], 5))).toEqual(['a', 'new', 'c', 'b']);
});

describe('when a creator may have two of any three items', () => {
  /** The first letter of an item names its creator. */
  const spacing = { most: 2, window: 3, creatorOf: (sampleId: string) => sampleId[0] };
  const mixed = [item('a1', 0.9), item('a2', 0.8), item('b1', 0.7), item('b2', 0.6), item('c1', 0.5)];

  test('a third item moves down, and scores at most as much as the item before it', () => {
    const after = insertNews(mixed, [item('a3', 1)], 10, spacing)!;
    expect(ids(after)).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'c1']);
    expect(after[3]).toEqual({ sampleId: 'a3', scoreFinal: 1, score: 0.7, diversity: expect.closeTo(-0.3, 12) });
  });

  test('an item of another creator gets its rank', () => {
    expect(ids(insertNews(mixed, [item('d1', 1)], 10, spacing))!.slice(0, 2)).toEqual(['d1', 'a1']);
  });

  test('many items at once spread out', () => {
    const news = ['a3', 'a4', 'a5'].map((id) => item(id, 1));
    const creators = ids(insertNews(mixed, news, 10, spacing))!.map((id) => id[0]);
    expect(creators.join('')).toBe('aabaabac');
  });

  test('a feed of one creator is better than a short one', () => {
    const own = ['a1', 'a2'].map((id) => item(id, 0.9));
    expect(ids(insertNews(own, [item('a3', 1)], 3, spacing))).toEqual(['a1', 'a2', 'a3']);
    expect(insertNews(own, [item('a3', 1)], 2, spacing)).toBeUndefined();
  });

  test('new items crowd no item, and the scores descend', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.integer({ min: 1, max: 20 }), (creators, size) => {
        const news = creators.map((creator, index) => item(`${creator}new${index}`, 1 - index / 100));
        const after = insertNews(mixed.slice(0, size), news, size, spacing) ?? [];
        const scores = after.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        after.forEach(({ sampleId }, index) => {
          const around = after.slice(index, index + 3).filter((other) => other.sampleId[0] === sampleId[0]);
          const isLast = after.slice(index + 2).every((other) => other.sampleId[0] === sampleId[0]);
          expect(around.length <= 2 || isLast).toBe(true);
        });
      }),
    );
  });
});

test('the result is the best of both lists, in order, for any lists', () => {
  const scores = (prefix: string) =>
    fc
      .array(fc.integer({ min: -20, max: 20 }), { maxLength: 30 })
      .map((all) => all.map((score, index) => item(`${prefix}${index}`, score)));
  fc.assert(
    fc.property(scores('feed'), scores('new'), fc.integer({ min: 1, max: 40 }), (old, news, size) => {
      const before = old.toSorted((a, b) => b.score - a.score).slice(0, size);
      const ranked = news.toSorted((a, b) => b.score - a.score);
      const after = insertNews(before, ranked, size);
      const best = [...before, ...news].map(({ score }) => score).sort((a, b) => b - a);
      expect((after ?? before).map(({ score }) => score)).toEqual(best.slice(0, size));
      expect(new Set(ids(after ?? before)).size).toBe(Math.min(size, before.length + news.length));
      expect(after === undefined).toBe(!(after ?? before).some((one) => news.includes(one)));
    }),
  );
});
