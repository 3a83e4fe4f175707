import { addScaled, norm, type SparseVector } from './sparse-vector.ts';

const MS_PER_DAY = 86_400_000;

/** The half-life's factor after a time span: 1 now, ½ after one half-life. */
export function decay(spanMs: number, halfLifeDays: number): number {
  return 2 ** (-spanMs / (halfLifeDays * MS_PER_DAY));
}

/**
 * A user's taste before it is normalised: for each half-life one sum `Σ weight · 2^(−(asOf − t)/halfLife) · vector`.
 *
 * This is forward decay (Cormode et al. 2009) whose landmark moves along with the newest event instead of standing
 * still: the sums are the same up to a factor, nothing overflows however short the half-life or late the year, and
 * the order of the additions does not matter (docs/adr/0004).
 */
export interface DecayedSums {
  /** Epoch milliseconds that the sums refer to; `-Infinity` before the first addition. */
  asOf: number;
  readonly byHalfLife: Map<number, Float64Array>;
}

export function emptySums(): DecayedSums {
  return { asOf: Number.NEGATIVE_INFINITY, byHalfLife: new Map() };
}

/** Moves the reference time forward; the past never moves it back. */
export function advance(sums: DecayedSums, to: number): void {
  if (to <= sums.asOf) return;
  for (const [halfLifeDays, sum] of sums.byHalfLife) {
    const factor = decay(to - sums.asOf, halfLifeDays);
    for (let i = 0; i < sum.length; i++) sum[i]! *= factor;
  }
  sums.asOf = to;
}

/** Adds `weight · vector` as of time `at`, which may lie before or after the sums' own time. */
export function addContribution(
  sums: DecayedSums,
  dimensions: number,
  contribution: { vector: SparseVector; weight: number; at: number; halfLifeDays: number },
): void {
  const { vector, weight, at, halfLifeDays } = contribution;
  advance(sums, at);
  let sum = sums.byHalfLife.get(halfLifeDays);
  if (sum === undefined) {
    sum = new Float64Array(dimensions);
    sums.byHalfLife.set(halfLifeDays, sum);
  }
  addScaled(sum, vector, weight * decay(sums.asOf - at, halfLifeDays));
}

/** A taste shorter than this, relative to one fresh like, is rounding noise of things taken back, not a taste. */
const SHORTEST_TASTE = 1e-9;

/**
 * The taste at a moment: the sums decayed to it, together at length 1, as float32; undefined when nothing is left.
 * With several half-lives the direction turns as time goes by, because the short-lived parts fade first.
 */
export function tasteAt(sums: DecayedSums, at: number): Float32Array | undefined {
  const [first] = sums.byHalfLife.values();
  if (first === undefined) return undefined;
  const total = new Float64Array(first.length);
  for (const [halfLifeDays, sum] of sums.byHalfLife)
    addDense(total, sum, decay(Math.max(at - sums.asOf, 0), halfLifeDays));
  const length = norm(total);
  return length < SHORTEST_TASTE ? undefined : divided(total, length);
}

function addDense(into: Float64Array, sum: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) into[i]! += factor * sum[i]!;
}

/** In a loop: `from` with a function takes several times as long. */
function divided(values: Float64Array, by: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! / by;
  return result;
}
