/**
 * How popular items are, in (0, 1]: `log(1 + n) / log(1 + max n)`, with the number n of users who like an item.
 * @param likers by sample id; older likes count less
 */
export function popularityOf(likers: ReadonlyMap<string, number>): Map<string, number> {
  let most = 0;
  for (const count of likers.values()) most = Math.max(most, count);
  const popularity = new Map<string, number>();
  for (const [sampleId, count] of likers) if (count > 0) popularity.set(sampleId, Math.log1p(count) / Math.log1p(most));
  return popularity;
}
