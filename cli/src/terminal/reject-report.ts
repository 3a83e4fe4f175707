import type { SendTotals } from '../stack/send-events.ts';

const MOST_REASONS = 10;

/** Why events were rejected, the most frequent reasons first. */
export function rejectReport({ reasons }: SendTotals): string[] {
  const sorted = [...reasons].sort(([, a], [, b]) => b.count - a.count);
  const lines = sorted
    .slice(0, MOST_REASONS)
    .map(([reason, { count, firstLine }]) => `  ${count} × (first in line ${firstLine}) ${reason}`);
  return sorted.length > MOST_REASONS ? [...lines, `  and ${sorted.length - MOST_REASONS} other reasons`] : lines;
}
