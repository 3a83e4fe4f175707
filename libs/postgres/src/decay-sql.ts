/** PostgreSQL has no double below 2^-1074; a smaller power of two is an error. */
const MAX_HALF_LIVES = 1_000;

/**
 * SQL for what `decay` of libs/vectors computes: 1 for a time that is now or later, ½ after one half-life.
 * @param from SQL of a timestamptz
 * @param to SQL of a timestamptz
 * @param halfLifeDays SQL of a float8
 */
export function decaySql(from: string, to: string, halfLifeDays: string): string {
  const seconds = `greatest(extract(epoch FROM ${to} - ${from})::float8, 0)`;
  return `power(2, -least(${seconds} / (${halfLifeDays} * 86400), ${MAX_HALF_LIVES}))`;
}
