/** What becomes of an event on which its handler fails. */
export interface RetryPolicy {
  readonly firstMs: number;
  readonly longestMs: number;
  /** A handler that failed this often on one event will not succeed by itself. */
  readonly mostAttempts: number;
}

/** Eight attempts within half a minute. */
export const defaultRetry: RetryPolicy = { firstMs: 200, longestMs: 60_000, mostAttempts: 8 };

/** How long to wait after so many failed attempts: the first pause, doubling up to the longest. */
export function backoffMs({ firstMs, longestMs }: RetryPolicy, attempts: number): number {
  return Math.min(firstMs * 2 ** Math.max(attempts - 1, 0), longestMs);
}

/** An event that was being handled at this many deaths of a process is handled alone, so that it takes no others along. */
export const SUSPECT_AFTER_DELIVERIES = 3;
