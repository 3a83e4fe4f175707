import type { Entry } from './encoder.ts';

/*
 * A quantity as weights of the bins around it, so that near quantities have a cosine near 1 and distant ones 0, never
 * below: a different tempo is no evidence against an item, only none for it.
 */

/** Triangular kernel two bins wide on a line from 0 to `bins − 1`; positions outside are taken to the end. */
export function lineBins(position: number, bins: number): Entry[] {
  const at = Math.min(Math.max(position, 0), bins - 1);
  return around(at).flatMap(([bin, weight]) => (bin >= 0 && bin < bins ? [[bin, weight] as const] : []));
}

/** The same on a circle of `bins` positions, where the last is the neighbour of the first. */
export function circleBins(position: number, bins: number): Entry[] {
  return around(modulo(position, bins)).map(([bin, weight]) => [modulo(bin, bins), weight]);
}

const SPREAD = 2;

function around(position: number): Entry[] {
  const entries: Entry[] = [];
  for (let bin = Math.ceil(position - SPREAD); bin <= Math.floor(position + SPREAD); bin++) {
    const weight = 1 - Math.abs(position - bin) / SPREAD;
    if (weight > 0) entries.push([bin, weight]);
  }
  return entries;
}

export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** Scales entries to Euclidean length `length`. */
export function scaleTo(entries: readonly Entry[], length: number): Entry[] {
  const sums = new Map<number, number>();
  for (const [index, value] of entries) sums.set(index, (sums.get(index) ?? 0) + value);
  const current = Math.hypot(...sums.values());
  return current === 0 ? [] : [...sums].map(([index, value]) => [index, (value / current) * length]);
}
