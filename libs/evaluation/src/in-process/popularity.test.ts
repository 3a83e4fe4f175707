import { expect, test } from 'vitest';
import { popularityOf } from './popularity.ts';

const DAY = 86_400_000;

test('an old like counts less, and the most popular has 1', () => {
  const liked = [
    { sampleId: 'a', at: 10 * DAY },
    { sampleId: 'a', at: 10 * DAY },
    { sampleId: 'b', at: 0 },
  ];
  const popularity = popularityOf(liked, 10, 10 * DAY);
  expect(popularity.get('a')).toBe(1);
  expect(popularity.get('b')).toBeCloseTo(Math.log1p(0.5) / Math.log1p(2), 12);
  expect(popularityOf([], 10, 0).size).toBe(0);
});

test('a catalogue of 300,000 liked items does not overflow the stack', () => {
  const liked = Array.from({ length: 300_000 }, (_, index) => ({ sampleId: String(index), at: 0 }));
  expect(popularityOf(liked, 10, 0).size).toBe(300_000);
});
