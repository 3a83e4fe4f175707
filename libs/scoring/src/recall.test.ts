import { expect, test } from 'vitest';
import { recallOf } from './recall.ts';

const ranked = (...scores: number[]) => scores.map((score, index) => ({ sampleId: `${index}-${score}`, score }));

test('a list holds so much of the truth as it has items that are as good as the last true one', () => {
  expect(recallOf(ranked(0.9, 0.8, 0.1), ranked(0.9, 0.8, 0.7, 0.6))).toBe(0.5);
  expect(recallOf(ranked(), ranked(0.9))).toBe(0);
});

test('items that tie with the last true one are as right, and no list holds more than all', () => {
  expect(recallOf(ranked(0.9, 0.7, 0.7, 0.7), ranked(0.9, 0.7))).toBe(1);
  expect(recallOf(ranked(0.9, 0.7 - 1e-8), ranked(0.9, 0.7))).toBe(1);
});

test('of nothing, everything is held', () => {
  expect(recallOf([], [])).toBe(1);
});
