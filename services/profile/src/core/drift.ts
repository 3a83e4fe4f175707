import { decay, type DecayedSums } from '@jophiel/vectors';

/** Above rounding errors: the stored profile and the log disagree. */
export const DRIFT_TOLERANCE = 1e-9;

/** A part of one fresh like. Smaller values are rounding errors of contributions that cancel out. */
const MIN_SCALE = 1e-3;

/**
 * Largest difference of any value of two sums, both decayed to one moment, relative to the largest value of either or
 * to MIN_SCALE. 0 when they are equal.
 */
export function drift(one: DecayedSums, other: DecayedSums): number {
  const at = Math.max(one.asOf, other.asOf);
  let difference = 0;
  let size = MIN_SCALE;
  for (const halfLife of new Set([...one.byHalfLife.keys(), ...other.byHalfLife.keys()])) {
    const [a, b] = [one, other].map((sums) => ({
      values: sums.byHalfLife.get(halfLife),
      factor: decay(at - sums.asOf, halfLife),
    }));
    const length = Math.max(a!.values?.length ?? 0, b!.values?.length ?? 0);
    for (let i = 0; i < length; i++) {
      const left = (a!.values?.[i] ?? 0) * a!.factor;
      const right = (b!.values?.[i] ?? 0) * b!.factor;
      difference = Math.max(difference, Math.abs(left - right));
      size = Math.max(size, Math.abs(left), Math.abs(right));
    }
  }
  return difference / size;
}
