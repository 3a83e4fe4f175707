import { decay, type DecayedSums } from '@jophiel/vectors';

/** More than rounding: the stored profile and the log tell different stories. */
export const DRIFT_TOLERANCE = 1e-9;

/** Of one fresh like: values all below it are what rounding leaves of contributions that cancel each other. */
const FAINTEST = 1e-3;

/**
 * How far two sums of one user are apart: the largest difference of any value, both decayed to one moment, relative to
 * the largest value of either, or to the faintest that counts. 0 when they are the same.
 */
export function drift(one: DecayedSums, other: DecayedSums): number {
  const at = Math.max(one.asOf, other.asOf);
  let difference = 0;
  let size = FAINTEST;
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
