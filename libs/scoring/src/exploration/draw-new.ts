import { createHash } from 'node:crypto';

/** A new item, and how many chances it has had. */
export interface NewItem {
  readonly sampleId: string;
  /** `hashOf` its id. */
  readonly hash: number;
  readonly chances: number;
}

/** 32 uniform bits of an id. */
export function hashOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0);
}

/**
 * Draws new items for a user without replacement, each with the weight `1 / (1 + chances)`: weighted random sampling
 * of Efraimidis and Spirakis (2006), with a hash of user and item for the random number. So the same user and chances
 * draw the same items, and users draw independently of each other.
 * @returns ids, the first drawn first
 */
export function drawNew(userId: string, items: Iterable<NewItem>, limit: number): string[] {
  const user = hashOf(userId);
  const keyed = Array.from(items, ({ sampleId, hash, chances }) => ({
    sampleId,
    key: -Math.log(uniform(user, hash)) * (1 + chances),
  }));
  keyed.sort((one, other) => one.key - other.key || (one.sampleId < other.sampleId ? -1 : 1));
  return keyed.slice(0, limit).map(({ sampleId }) => sampleId);
}

/** A number in (0, 1): both hashes, mixed as MurmurHash3 ends. */
function uniform(one: number, other: number): number {
  let mixed = Math.imul(one, 2_654_435_761) ^ other;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 2_246_822_507);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 3_266_489_909);
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
