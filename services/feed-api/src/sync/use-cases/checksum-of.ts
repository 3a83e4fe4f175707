import { createHash } from 'node:crypto';

/** The sha256, in hex, of the ids joined by commas. */
export async function checksumOf(
  parts: AsyncIterable<readonly string[]>,
): Promise<{ readonly checksum: string; readonly count: number }> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const ids of parts) {
    if (ids.length === 0) continue;
    hash.update(`${count === 0 ? '' : ','}${ids.join(',')}`);
    count += ids.length;
  }
  return { checksum: hash.digest('hex'), count };
}
