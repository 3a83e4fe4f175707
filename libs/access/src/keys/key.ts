import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new key. Its text is shown once and never stored. */
export interface NewKey {
  readonly id: string;
  /** `jph_<id>_<secret>`. */
  readonly text: string;
  /** SHA-256 of the text, 32 bytes. The secret has 256 random bits, so a slow hash would add nothing. */
  readonly hash: Buffer;
}

/** Where the id stands in the text of a key. */
export const ID_IN_TEXT = [4, 16] as const;
const TEXT = /^jph_([0-9a-f]{12})_[\w-]{43}$/;

export function makeKey(): NewKey {
  const id = randomBytes(6).toString('hex');
  const text = `jph_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, hash: hashOf(text) };
}

/** The id in the text of a key; undefined when it is not the text of a key. */
export function keyIdOf(text: string): string | undefined {
  return TEXT.exec(text)?.[1];
}

/** Compares in constant time. */
export function isKey(text: string, stored: Buffer): boolean {
  return timingSafeEqual(hashOf(text), stored);
}

function hashOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
