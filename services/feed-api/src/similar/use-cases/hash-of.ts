import { createHash } from 'node:crypto';

/** For keys of the cache: 256 bits of whatever JSON can write. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
