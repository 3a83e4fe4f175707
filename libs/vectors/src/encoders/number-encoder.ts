import type { NumberFeature } from '@jophiel/domain';
import { type Encoder, type Entry, nothing } from './encoder.ts';
import { linePositionOf, numberTokens, readNumber, transformOf } from './number-tokens.ts';
import { circleBins, lineBins, scaleTo } from './soft-bins.ts';

/**
 * A number as soft bins on a line; with octaves, most of the weight goes to a circle on which a number and its double
 * stand at one place, and the line keeps them apart a little.
 */
export function numberEncoder(feature: NumberFeature): Encoder {
  const { from, to } = feature.range;
  const transform = transformOf(feature);
  const linePosition = linePositionOf(feature);
  const octaveBins = feature.octaves?.bins ?? 0;
  const octaveShare = feature.octaves?.share ?? 0;

  const entriesOf = (value: number): Entry[] => {
    const onLine = scaleTo(lineBins(linePosition(value), feature.bins), Math.sqrt(1 - octaveShare));
    if (octaveBins === 0) return onLine;
    const onCircle = scaleTo(circleBins(Math.log2(value) * octaveBins, octaveBins), Math.sqrt(octaveShare));
    return [...onLine, ...onCircle.map(([bin, weight]) => [feature.bins + bin, weight] as const)];
  };
  const tokens = numberTokens(feature);
  const valueOfToken = (key: string): number | undefined => {
    const bin = Number(key.slice(1));
    if (!/^[ob]\d+$/.test(key)) return undefined;
    if (key.startsWith('o')) return octaveValueWithin(2 ** (bin / octaveBins), from, to);
    const position = transform(from) + (bin / (feature.bins - 1)) * (transform(to) - transform(from));
    return feature.scale === 'logarithmic' ? 2 ** position : position;
  };
  const label = (key: string) => {
    const value = valueOfToken(key);
    const unit = feature.unit === undefined ? '' : ` ${feature.unit}`;
    return value === undefined ? key : `~${Math.round(value)}${unit}`;
  };

  return {
    dimensions: feature.bins + octaveBins,
    label,
    encodeToken(key) {
      const value = valueOfToken(key);
      if (value === undefined) return [];
      const entries = entriesOf(value);
      // An octave token does not say which octave: only the circle part is known.
      return key.startsWith('o') ? entries.filter(([index]) => index >= feature.bins) : entries;
    },
    encode(metadata) {
      const value = readNumber(feature, metadata);
      if (value === undefined) return nothing;
      const key = tokens.keyOf(tokens.binOf(value));
      return { entries: entriesOf(value), tokens: [{ key, label: label(key), known: true }] };
    },
  };
}

/** The multiple by a power of two that lies in the middle of the range, as the one to show. */
function octaveValueWithin(value: number, from: number, to: number): number {
  const middle = Math.sqrt(Math.max(from, 1e-9) * to);
  return value * 2 ** Math.round(Math.log2(middle / value));
}
