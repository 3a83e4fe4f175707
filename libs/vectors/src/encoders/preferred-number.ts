import type { NumberFeature } from '@jophiel/domain';

/** What a number feature's block of a taste says, in the feature's unit. */
export interface PreferredNumber {
  readonly value: number;
  /** Most of what is liked lies between these, within the feature's range. */
  readonly from: number;
  readonly to: number;
}

/** How far the soft bins of one number reach to either side … */
const REACH = 2;
/** … and the variance of their weights, which is no variety of taste: of the triangle 1 − |x|/2 it is ⅔. */
const VARIANCE_OF_ONE = 2 / 3;
/** Bins do not tell a number closer than to about a third of their distance. */
const MIN_DEVIATION = 1 / 3;

/**
 * Reads a number back from the bins of its line: the centre of mass around the highest bin, and the standard deviation
 * of all that is above zero, without that of a single number. Undefined when nothing is.
 * @param block the feature's part of a taste, at any scale
 */
export function preferredNumber(feature: NumberFeature, block: ArrayLike<number>): PreferredNumber | undefined {
  const line = Array.from({ length: feature.bins }, (_, bin) => Math.max(block[bin]!, 0));
  const peak = line.indexOf(Math.max(...line));
  if (line[peak] === 0) return undefined;
  const near = line.map((weight, bin) => (Math.abs(bin - peak) <= REACH ? weight : 0));
  const centre = mean(near, (bin) => bin);
  const variance = mean(line, (bin) => (bin - centre) ** 2) - VARIANCE_OF_ONE;
  const deviation = Math.max(Math.sqrt(Math.max(variance, 0)), MIN_DEVIATION);
  const valueAt = (position: number) => valueOf(feature, Math.min(Math.max(position, 0), feature.bins - 1));
  return { value: valueAt(centre), from: valueAt(centre - deviation), to: valueAt(centre + deviation) };
}

function mean(weights: readonly number[], of: (bin: number) => number): number {
  let [sum, total] = [0, 0];
  weights.forEach((weight, bin) => {
    sum += weight * of(bin);
    total += weight;
  });
  return sum / total;
}

/** The number at a position of the line, which has a bin at each whole one. */
function valueOf({ scale, range, bins }: NumberFeature, position: number): number {
  const share = position / (bins - 1);
  return scale === 'logarithmic'
    ? range.from * (range.to / range.from) ** share
    : range.from + share * (range.to - range.from);
}
