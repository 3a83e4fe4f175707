import { JophielError } from '@jophiel/errors';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** The time of `--since`: an ISO time, UTC without a zone, or an age. @throws JophielError COMMAND_INVALID */
export function sinceOf(text: string, now: Date): Date {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const since =
    count === undefined
      ? timeOf(text)
      : new Date(Number(count) === 0 ? Number.NaN : now.getTime() - Number(count) * UNITS[unit!]!);
  if (Number.isNaN(since.getTime()))
    throw new JophielError(
      'COMMAND_INVALID',
      `--since must be an ISO time, such as 2026-11-30T12:00:00Z, or an age, such as 90m, 24h or 7d (it is ${JSON.stringify(text)}).`,
    );
  if (since > now)
    throw new JophielError(
      'COMMAND_INVALID',
      `--since must lie in the past (it is ${JSON.stringify(text)}, and now is ${now.toISOString()}).`,
    );
  return since;
}

function timeOf(text: string): Date {
  const [, time, , , zone] = ISO.exec(text) ?? [];
  if (!ISO.test(text)) return new Date(Number.NaN);
  return new Date(time !== undefined && zone === undefined ? `${text}Z` : text);
}
