import { describe, expect, test } from 'vitest';
import { compareFeeds } from './compare-feeds.ts';

describe('two feeds of one user', () => {
  test('that are the same overlap wholly, and nothing moves', () => {
    expect(compareFeeds('u', ['a', 'b'], ['a', 'b'])).toEqual({
      userId: 'u',
      overlapAtTop: 1,
      overlap: 1,
      movedRanks: 0,
    });
  });

  test('that share nothing do not overlap', () => {
    expect(compareFeeds('u', ['a'], ['b'])).toMatchObject({ overlapAtTop: 0, overlap: 0, movedRanks: 0 });
  });

  test('overlap by what both have, and what stays moves by its ranks', () => {
    expect(compareFeeds('u', ['a', 'b', 'c', 'd'], ['c', 'x', 'a', 'y'])).toMatchObject({
      overlap: 0.5,
      movedRanks: 2,
    });
  });

  test('may differ at their top and not as a whole', () => {
    const ids = Array.from({ length: 40 }, (_, index) => String(index));
    const turned = [...ids.slice(20), ...ids.slice(0, 20)];
    expect(compareFeeds('u', ids, turned)).toMatchObject({ overlapAtTop: 0, overlap: 1, movedRanks: 20 });
  });

  test('that are empty are the same', () => {
    expect(compareFeeds('u', [], [])).toMatchObject({ overlap: 1, overlapAtTop: 1 });
  });

  test('differ as much the one way as the other', () => {
    const [one, other] = [
      ['a', 'b', 'c'],
      ['c', 'd'],
    ];
    expect(compareFeeds('u', other, one)).toEqual(compareFeeds('u', one, other));
  });
});
