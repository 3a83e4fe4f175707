import { expect, test } from 'vitest';
import { excludeFrom, type Feed } from './feed.ts';

const feed: Feed = {
  source: 'stored',
  version: 3,
  generatedAt: new Date('2026-03-01T12:00:00Z'),
  sampleIds: ['a', 'b', 'c'],
  scores: [3, 2, 1],
  scoreFinals: [3, 4, 5],
};

test('excluded samples leave a feed together with their scores; the others keep their order', () => {
  expect(excludeFrom(feed, (id) => id === 'b')).toEqual({
    ...feed,
    sampleIds: ['a', 'c'],
    scores: [3, 1],
    scoreFinals: [3, 5],
  });
  expect(excludeFrom(feed, () => true)).toEqual({ ...feed, sampleIds: [], scores: [], scoreFinals: [] });
});

test('a feed whose scores are ScoreFinal keeps one list of them', () => {
  const { scores, scoreFinals } = excludeFrom({ ...feed, scoreFinals: feed.scores }, (id) => id === 'b');
  expect(scores).toEqual([3, 1]);
  expect(scoreFinals).toBe(scores);
});

test('a feed without excluded samples is the same object', () => {
  expect(excludeFrom(feed, () => false)).toBe(feed);
});

test('excluded samples take their learned and explored parts with them', () => {
  const { learned, exploration } = excludeFrom(
    { ...feed, learned: [1, 2, 3], exploration: [0, 0, 4] },
    (id) => id === 'b',
  );
  expect([learned, exploration]).toEqual([
    [1, 3],
    [0, 4],
  ]);
});
