import type { Candidate } from '@jophiel/scoring';
import { expect, test } from 'vitest';
import { scoreRelated, sharesOf } from './score-related.ts';

const candidate = (sampleId: string, creatorId: string, x: number): Candidate => ({
  sampleId,
  creatorId,
  publishedAt: 0,
  vector: { indices: Uint16Array.of(0, 1), values: Float32Array.of(x, Math.sqrt(1 - x * x)) },
});
const about = {
  centre: Float32Array.of(1, 0),
  creatorShares: sharesOf(['a', 'a', 'a', 'b']),
  sums: new Map([['together', 0.5]]),
};
const items = [candidate('near', 'x', 0.9), candidate('together', 'y', 0), candidate('same-hand', 'a', 0.25)];

test('shares of creators add up to 1', () => {
  expect([...about.creatorShares]).toEqual([
    ['a', 0.75],
    ['b', 0.25],
  ]);
});

test('without weights the order is the cosine, and what has none is dropped', () => {
  expect(scoreRelated(items, about, {}).map(({ sampleId }) => sampleId)).toEqual(['near', 'same-hand']);
});

test('what users do together and the creator are parts of the score, which they add up to', () => {
  const scored = scoreRelated(items, about, { coInteraction: 2, creatorAffinity: 2 });
  expect(scored.map(({ sampleId, score, parts }) => [sampleId, score, parts])).toEqual([
    [
      'same-hand',
      expect.closeTo(1.982, 3),
      { similarity: 0.25, coInteraction: 0, creatorAffinity: expect.closeTo(1.732, 3) },
    ],
    ['together', 1, { similarity: 0, coInteraction: 1, creatorAffinity: 0 }],
    ['near', expect.closeTo(0.9), { similarity: expect.closeTo(0.9), coInteraction: 0, creatorAffinity: 0 }],
  ]);
});
