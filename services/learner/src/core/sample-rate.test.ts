import { expect, test } from 'vitest';
import { sampleRate } from './sample-rate.ts';

test.each([
  [0, 1],
  [1_000, 1],
  [1_001, 1 / 2],
  [4_000, 1 / 4],
  [4_001, 1 / 8],
])('of %i signals, where 1,000 may be learned from, the share is %f', (signals, rate) => {
  expect(sampleRate(signals, 1_000)).toBe(rate);
});
