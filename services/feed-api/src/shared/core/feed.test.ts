import { expect, test } from 'vitest';
import { type Feed, without } from './feed.ts';

const feed: Feed = {
  source: 'stored',
  version: 3,
  generatedAt: new Date('2026-03-01T12:00:00Z'),
  sampleIds: ['a', 'b', 'c'],
  scores: [3, 2, 1],
  scoreFinals: [3, 4, 5],
};

test('what is gone leaves a feed together with its numbers; the rest keeps its order', () => {
  expect(without(feed, (id) => id === 'b')).toEqual({
    ...feed,
    sampleIds: ['a', 'c'],
    scores: [3, 1],
    scoreFinals: [3, 5],
  });
  expect(without(feed, () => true)).toEqual({ ...feed, sampleIds: [], scores: [], scoreFinals: [] });
});

test('a feed whose scores are ScoreFinal keeps one list of them', () => {
  const { scores, scoreFinals } = without({ ...feed, scoreFinals: feed.scores }, (id) => id === 'b');
  expect(scores).toEqual([3, 1]);
  expect(scoreFinals).toBe(scores);
});

test('a feed of which nothing is gone is the same feed, not a copy', () => {
  expect(without(feed, () => false)).toBe(feed);
});
