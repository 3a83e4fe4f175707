import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readVector } from './read-vector.ts';

const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 });
const base64 = (values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64');

test('numbers and their float32 in base64 are the same vector', () => {
  fc.assert(
    fc.property(numbers, fc.nat(5), (values, more) => {
      const dimensions = values.length + more;
      const dense = Float32Array.from({ length: dimensions }, (_, place) => values[place] ?? 0);
      expect(readVector(values, dimensions, false)).toEqual(dense);
      expect(readVector(base64(values), dimensions, false)).toEqual(dense);
    }),
  );
});

test.each([
  ['of another length', [1, 2], 'must have 3 numbers, and has 2'],
  ['in base64 of another length', base64([1, 2, 3, 4]), 'must have 3 numbers, and has 4'],
  ['in truncated base64', base64([1, 2, 3]).slice(0, 14), 'must have 3 numbers, and has 2.5'],
  ['of text that is not base64', '{nonsense}', 'must have 3 numbers, and has 1.5'],
  ['with NaN', base64([1, Number.NaN, 3]), 'must have finite numbers of 32 bits'],
  ['beyond a float32', [1, 2, 1e300], 'must have finite numbers of 32 bits'],
])('a vector %s is refused', (_, vector, problem) => {
  expect(readVector(vector, 3, true)).toEqual({ problem });
});

test('a vector longer than the layout is always refused', () => {
  expect(readVector([1], 3, false)).toEqual(Float32Array.of(1, 0, 0));
  expect(readVector([1, 2, 3, 4], 3, false)).toEqual({ problem: 'must have 3 numbers, and has 4' });
});
