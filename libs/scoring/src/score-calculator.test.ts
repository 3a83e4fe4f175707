import { expect, test } from 'vitest';
import { ScoreCalculator } from './index.ts';

const DAY = 86_400_000;
const now = 1_000 * DAY;
const calculator = new ScoreCalculator({
  similarity: 1,
  following: 0.5,
  novelty: 0.2,
  decidedPenalty: -1000,
  noveltyHalfLifeDays: 30,
});
const input = { similarity: 0.8, creatorFollowed: false, publishedAt: now, decided: false };

test('sums its weighted parts', () => {
  expect(calculator.score({ ...input, creatorFollowed: true }, now)).toEqual({
    similarity: 0.8,
    following: 0.5,
    novelty: 0.2,
    penalty: 0,
    total: 1.5,
  });
});

test('what the user has decided on falls below everything else', () => {
  const best = calculator.score({ ...input, similarity: 1, creatorFollowed: true, decided: true }, now);
  const worst = calculator.score({ ...input, similarity: -1, publishedAt: 0 }, now);
  expect(best.penalty).toBe(-1000);
  expect(best.total).toBeLessThan(worst.total);
});

test('novelty halves with the age since publication, and never exceeds one', () => {
  expect(calculator.novelty(now - 30 * DAY, now)).toBeCloseTo(0.5, 12);
  expect(calculator.novelty(now - 90 * DAY, now)).toBeCloseTo(0.125, 12);
  expect(calculator.novelty(now + DAY, now)).toBe(1);
});
