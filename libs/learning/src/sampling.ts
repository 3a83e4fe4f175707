/** A well mixed hash of a text, in [0, 2^32). FNV-1a over its UTF-16 units, then the finalizer of MurmurHash3. */
export function hashOf(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

/** Whether a sample at that rate, in [0, 1], contains the user. It draws users at one rate for all items. */
export function isSampled(userId: string, rate: number): boolean {
  return hashOf(userId) < rate * 2 ** 32;
}

/**
 * At most `max` of a user's items, chosen by a hash of user and item. So it is the same choice each time, one more item
 * replaces at most one, and no item is left out by all users.
 * @param idOf the sample id of an item
 */
export function cutItems(userId: string, items: Uint32Array, max: number, idOf: (item: number) => string): Uint32Array {
  if (items.length <= max) return items;
  const seed = hashOf(userId);
  return Uint32Array.from(
    Array.from(items, (item) => ({ item, id: idOf(item) }))
      .map((each) => ({ ...each, hash: hashOf(each.id, seed) }))
      .sort((a, b) => a.hash - b.hash || (a.id < b.id ? -1 : 1))
      .slice(0, max),
    ({ item }) => item,
  );
}

function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
