import { decay } from '@jophiel/vectors';

/**
 * `log(1 + n) / log(1 + max n)` of the users n who like an item, older likes counting less: what the statement of
 * services/scorer/src/statements/store-popularity.ts stores.
 * @param liked positive items of all users @param now epoch ms
 */
export function popularityOf(
  liked: readonly { readonly sampleId: string; readonly at: number }[],
  halfLifeDays: number,
  now: number,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { sampleId, at } of liked)
    counts.set(sampleId, (counts.get(sampleId) ?? 0) + decay(now - at, halfLifeDays));
  // Math.max takes no more arguments than the stack has room for.
  const max = counts.values().reduce((most, count) => Math.max(most, count), 0);
  return new Map([...counts].map(([sampleId, count]) => [sampleId, Math.log1p(count) / Math.log1p(max)]));
}
