import type { NumberFeature } from '@jophiel/domain';
import type { Metadata } from './encoder.ts';
import { modulo } from './soft-bins.ts';

/**
 * What metadata says of a number: it comes as a number or as its text. Undefined for what says nothing: null, NaN,
 * infinities, and on a logarithmic scale what is not above 0.
 */
export function readNumber({ key, scale }: NumberFeature, metadata: Metadata): number | undefined {
  const value = metadata[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  return scale === 'logarithmic' && number <= 0 ? undefined : number;
}

/** Keys of the tokens that the numbers from one to another have, both included, each once. */
export function numberTokensBetween(feature: NumberFeature, from: number, to: number): string[] {
  const { binOf, keyOf, count } = numberTokens(feature);
  const first = binOf(from);
  const last = binOf(to);
  // Also a range from 0 on, which has no logarithm.
  if (!(last - first < count)) return Array.from({ length: count }, (_, bin) => keyOf(bin));
  return Array.from({ length: last - first + 1 }, (_, index) => keyOf(first + index));
}

/** Tokens name the nearest bin: of the circle where there is one, so that half and double time share a token. */
export function numberTokens(feature: NumberFeature) {
  const octaveBins = feature.octaves?.bins;
  if (octaveBins !== undefined)
    return {
      count: octaveBins,
      binOf: (value: number) => Math.round(Math.log2(value) * octaveBins),
      keyOf: (bin: number) => `o${modulo(bin, octaveBins)}`,
    };
  const linePosition = linePositionOf(feature);
  return {
    count: feature.bins,
    binOf: (value: number) => Math.round(Math.min(Math.max(linePosition(value), 0), feature.bins - 1)),
    keyOf: (bin: number) => `b${bin}`,
  };
}

export const transformOf = ({ scale }: NumberFeature) =>
  scale === 'logarithmic' ? Math.log2 : (value: number) => value;

/** Where a value stands between the first bin, 0, and the last. */
export function linePositionOf(feature: NumberFeature): (value: number) => number {
  const transform = transformOf(feature);
  const [from, to] = [transform(feature.range.from), transform(feature.range.to)];
  return (value) => ((transform(value) - from) / (to - from)) * (feature.bins - 1);
}
