import type { SendTotals } from '@jophiel/local';

const MAX_REASONS = 10;

/** Reasons for rejections, the most frequent first. */
export function rejectReport({ reasons }: SendTotals): string[] {
  const sorted = [...reasons].sort(([, a], [, b]) => b.count - a.count);
  const lines = sorted
    .slice(0, MAX_REASONS)
    .map(([reason, { count, firstLine }]) => `  ${count} × (first in line ${firstLine}) ${reason}`);
  return sorted.length > MAX_REASONS ? [...lines, `  and ${sorted.length - MAX_REASONS} other reasons`] : lines;
}
