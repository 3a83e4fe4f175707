import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeWeights, encodeWeights } from './weights-codec.ts';

test('weights come back within half a step, those below it are dropped', () => {
  const weight = fc.float({ min: -2, max: 2, noNaN: true });
  const entries = fc.uniqueArray(fc.tuple(fc.nat(4_000_000_000), weight), { maxLength: 100, selector: ([id]) => id });
  fc.assert(
    fc.property(entries, (given) => {
      const numbers = Uint32Array.from(given, ([number]) => number);
      const values = Float32Array.from(given, ([, value]) => value);
      const step = Math.max(...values.map(Math.abs), 0) / 127;
      const read = decodeWeights(encodeWeights({ numbers, values }));
      const byNumber = new Map(Array.from(read.numbers, (number, index) => [number, read.values[index]!]));
      given.forEach(([number, value]) => {
        expect(Math.abs((byNumber.get(number) ?? 0) - value)).toBeLessThanOrEqual(step * 0.501 + Number.EPSILON);
      });
    }),
  );
});

test('a hundred weights take 504 bytes, none take 4', () => {
  const numbers = Uint32Array.from({ length: 100 }, (_, index) => index);
  expect(encodeWeights({ numbers, values: new Float32Array(100).fill(0.1) })).toHaveLength(504);
  expect(encodeWeights({ numbers, values: new Float32Array(100) })).toHaveLength(4);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('the weight %f is refused', (weight) => {
  const values = Float32Array.of(1, weight);
  expect(() => encodeWeights({ numbers: Uint32Array.of(1, 2), values })).toThrow(RangeError);
});

test('cut bytes are refused', () => {
  expect(() => decodeWeights(Buffer.alloc(6))).toThrow('Learned weights have 4 + 5·n bytes, not 6.');
});
