import { seededNumbers } from '../random.ts';

/** A mean, and the bounds between which it falls in 95 of 100 resamples of the users. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1_000;
const SEED = 95;

/**
 * The percentile bootstrap (Efron 1979) of a mean over users; the same values give the same interval.
 * @param values one per user, at least one
 */
export function bootstrapMean(values: ArrayLike<number>): Interval {
  const next = seededNumbers(SEED);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    for (let drawn = 0; drawn < values.length; drawn++) sum += values[Math.floor(next() * values.length)]!;
    means[resample] = sum / values.length;
  }
  means.sort();
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: means[Math.floor(0.025 * RESAMPLES)]!, high: means[Math.ceil(0.975 * RESAMPLES) - 1]! };
}

/** The interval of a difference between two systems, user by user. @throws RangeError when they have not the same users */
export function bootstrapDifference(one: ArrayLike<number>, other: ArrayLike<number>): Interval {
  if (one.length !== other.length)
    throw new RangeError(`A paired difference needs the same users, not ${one.length} and ${other.length}.`);
  return bootstrapMean(Float64Array.from(one, (value, user) => value - other[user]!));
}
