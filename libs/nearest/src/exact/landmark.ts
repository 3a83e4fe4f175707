/*
 * Novelty falls apart into a factor of the item and one of the moment of asking:
 *     2^(−(now − t) / h) = 2^((t − T) / h) · 2^(−(now − T) / h)
 * so rows keep the first and need not be touched as time passes. The landmark T only has to lie so near that both are
 * floats: it moves when somebody asks from further away.
 */

/** In half-lives. Beyond it the factor of the moment would come near the range of a float32. */
const FARTHEST = 100;
/** Clamped here, a factor times that of any moment in reach is still right to 2⁻²⁶, or at least 1. */
const MIN_EXPONENT = -126;
const MAX_EXPONENT = 120;

/** `2^((publishedAt − landmark) / halfLife)`, as far as a float32 holds it. Times in ms. */
export function freshnessAt(publishedAt: number, landmark: number, halfLifeMs: number): number {
  return 2 ** Math.min(Math.max((publishedAt - landmark) / halfLifeMs, MIN_EXPONENT), MAX_EXPONENT);
}

/** `2^(−(now − landmark) / halfLife)`. Times in ms. */
export function decayAt(now: number, landmark: number, halfLifeMs: number): number {
  return 2 ** ((landmark - now) / halfLifeMs);
}

export function isInReach(now: number, landmark: number, halfLifeMs: number): boolean {
  return Math.abs(now - landmark) <= FARTHEST * halfLifeMs;
}
