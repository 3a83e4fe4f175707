import { expect, test } from 'vitest';
import { voicesAbout } from './voices.ts';
import { WeightTable } from './weight-table.ts';
import { encodeWeights } from './weights-codec.ts';

const weights = encodeWeights({ numbers: Uint32Array.of(4, 7, 9), values: Float32Array.of(0.5, 1, -0.25) });
const liked = [
  { sampleId: 'a', number: 4, amount: 1 },
  { sampleId: 'b', number: 7, amount: 0.25 },
  { sampleId: 'c', number: 9, amount: 1 },
  { sampleId: 'd', number: 1, amount: 1 },
];

test('the strongest voice comes first, one that speaks against it last, and who says nothing is missing', () => {
  expect(voicesAbout(weights, liked)).toEqual([
    { sampleId: 'a', part: expect.closeTo(0.5, 2) },
    { sampleId: 'b', part: expect.closeTo(0.25, 2) },
    { sampleId: 'c', part: expect.closeTo(-0.25, 2) },
  ]);
});

test('the voices add up to the sum that ranks', () => {
  const table = new WeightTable();
  for (const { sampleId, number } of liked) table.put({ sampleId, number, weights: null });
  table.put({ sampleId: 'item', number: 2, weights });
  const sum = voicesAbout(weights, liked).reduce((all, { part }) => all + part, 0);
  expect(table.sumsFor(liked).of('item')).toBeCloseTo(sum, 6);
});
