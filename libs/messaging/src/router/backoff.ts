/** How an event is retried when its handler fails. */
export interface RetryPolicy {
  readonly firstMs: number;
  readonly longestMs: number;
  /** After this many attempts the event becomes a dead letter. */
  readonly maxAttempts: number;
}

/** Eight attempts in some 25 seconds. */
export const defaultRetry: RetryPolicy = { firstMs: 200, longestMs: 60_000, maxAttempts: 8 };

/** The pause after this many failed attempts: it doubles, up to the longest. */
export function backoffMs({ firstMs, longestMs }: RetryPolicy, attempts: number): number {
  return Math.min(firstMs * 2 ** Math.max(attempts - 1, 0), longestMs);
}

/** From this delivery on an event is handled alone: it may be what killed the process. */
export const SUSPECT_AFTER_DELIVERIES = 3;
