import { expect, test } from 'vitest';
import { absencesOf, type Facts } from './reasons.ts';

const rankedAt = new Date('2026-03-01T12:00:00Z');
/** A sample that nothing speaks against. */
const facts: Facts = {
  isRemoved: false,
  duplicateOf: undefined,
  layout: 'current',
  currentLayout: 'current',
  isDecided: false,
  isHiddenOwn: false,
  feed: { rankedAt, isOutOfDate: false, lastScore: 0.5 },
  publishedAt: new Date('2026-02-01T00:00:00Z'),
  isCandidate: true,
  score: 0.6,
};
const feed = facts.feed!;
const codes = (changed: Partial<Facts>) => absencesOf({ ...facts, ...changed }).map(({ code }) => code);

test.each<[Partial<Facts>, string[]]>([
  [{ isRemoved: true }, ['REMOVED']],
  [{ duplicateOf: '7' }, ['DUPLICATE']],
  [{ layout: undefined }, ['NOT_ANALYSED']],
  [{ layout: 'former' }, ['BEING_MADE_ANEW']],
  [{ isDecided: true }, ['DECIDED']],
  [{ isHiddenOwn: true }, ['OWN']],
  [{ feed: undefined }, ['NO_FEED']],
  [{ publishedAt: new Date('2026-03-02T00:00:00Z') }, ['NEWER_THAN_FEED']],
  [{ isCandidate: false }, ['NO_CANDIDATE']],
  [{ score: 0.4 }, ['SCORE_TOO_LOW']],
  [{ score: 0.4, isCandidate: false }, ['NO_CANDIDATE', 'SCORE_TOO_LOW']],
  [{ feed: { ...feed, isOutOfDate: true } }, ['FEED_OUT_OF_DATE']],
  [{}, ['GAVE_WAY']],
  [{ score: 0.4, feed: { ...feed, lastScore: undefined } }, ['GAVE_WAY']],
])('%j: %j', (changed, expected) => {
  expect(codes(changed)).toEqual(expected);
});

test('what keeps a sample out of every feed is told alone, and all of it', () => {
  expect(codes({ isRemoved: true, isDecided: true, feed: undefined, score: 0 })).toEqual(['REMOVED', 'DECIDED']);
});

test('a copy names its original, and every reason has a text', () => {
  expect(absencesOf({ ...facts, duplicateOf: '7' })).toEqual([
    { code: 'DUPLICATE', text: expect.stringContaining('copy'), sampleId: '7' },
  ]);
});
