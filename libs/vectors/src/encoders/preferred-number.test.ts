import { loadDefinition, type NumberFeature } from '@jophiel/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addScaled, layoutOf, preferredNumber, vectorise } from '../index.ts';

const features = [...loadDefinition('audio').features, ...loadDefinition('films').features].filter(
  (feature): feature is NumberFeature => feature.kind === 'number',
);

describe.each(features)('of $name', (feature) => {
  const { from, to } = feature.range;
  const isLogarithmic = feature.scale === 'logarithmic';
  /** So much of the range is between two bins. */
  const step = (isLogarithmic ? Math.log2(to / from) : to - from) / (feature.bins - 1);
  const distance = (a: number, b: number) => (isLogarithmic ? Math.abs(Math.log2(a / b)) : Math.abs(a - b)) / step;
  const at = (share: number) => (isLogarithmic ? from * (to / from) ** share : from + share * (to - from));

  const blockOf = (...values: readonly number[]) => {
    const layout = layoutOf([feature]);
    const block = new Float64Array(layout.dimensions);
    for (const value of values) {
      addScaled(block, vectorise(layout, { [feature.key]: value }).vector, 1);
    }
    return block;
  };

  test('one number is read back, however loud', () => {
    const inside = fc.double({ min: 2 / (feature.bins - 1), max: 1 - 2 / (feature.bins - 1), noNaN: true });
    fc.assert(
      fc.property(inside, fc.double({ min: 0.01, max: 10, noNaN: true }), (share, loudness) => {
        const block = blockOf(at(share)).map((value) => value * loudness);
        const preferred = preferredNumber(feature, block)!;
        expect(distance(preferred.value, at(share))).toBeLessThan(0.35);
        expect(preferred.from).toBeLessThanOrEqual(preferred.value);
        expect(preferred.to).toBeGreaterThanOrEqual(preferred.value);
      }),
    );
  });

  test('of two, the one that is liked more, and a spread that knows of both', () => {
    const [often, once] = [at(0.25), at(0.75)];
    const { value, to: upper } = preferredNumber(feature, blockOf(often, often, often, once))!;
    expect(distance(value, often)).toBeLessThan(0.6);
    const alone = preferredNumber(feature, blockOf(often))!;
    expect(upper).toBeGreaterThan(alone.to);
  });

  test('nothing when nothing is liked', () => {
    expect(preferredNumber(feature, blockOf())).toBeUndefined();
    expect(
      preferredNumber(
        feature,
        blockOf(at(0.5)).map((value) => -value),
      ),
    ).toBeUndefined();
  });
});
