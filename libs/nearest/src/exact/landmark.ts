/*
 * Novelty is a product of a factor of the item and a factor of the query time:
 *     2^(−(now − t) / h) = 2^((t − T) / h) · 2^(−(now − T) / h)
 * Rows store the first one, which does not change with time. The landmark T must be near enough for both to be floats.
 * It moves when a query time is further away.
 */

/** In half-lives. Beyond it the factor of the query time would approach the range of a float32. */
const MAX_HALF_LIVES = 100;
/** With this clamp the product for any query time in reach is exact to 2⁻²⁶, or at least 1. */
const MIN_EXPONENT = -126;
const MAX_EXPONENT = 120;

/** `2^((publishedAt − landmark) / halfLife)`, clamped for float32. Times in ms. */
export function freshnessAt(publishedAt: number, landmark: number, halfLifeMs: number): number {
  return 2 ** Math.min(Math.max((publishedAt - landmark) / halfLifeMs, MIN_EXPONENT), MAX_EXPONENT);
}

/** `2^(−(now − landmark) / halfLife)`. Times in ms. */
export function decayAt(now: number, landmark: number, halfLifeMs: number): number {
  return 2 ** ((landmark - now) / halfLifeMs);
}

export function isInReach(now: number, landmark: number, halfLifeMs: number): boolean {
  return Math.abs(now - landmark) <= MAX_HALF_LIVES * halfLifeMs;
}
