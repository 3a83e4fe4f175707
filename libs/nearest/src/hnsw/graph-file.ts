import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

const CHUNK_BYTES = 1 << 20;

/** A new, unique file name beside the file of the rows. */
export function newGraphFile(rowsFile: string): string {
  return `${rowsFile}.${randomUUID()}.graph`;
}

/** Waits until the file is on the disk (fsync). */
export async function settle(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The CRC-32 of the file. */
export async function checksumOf(file: string): Promise<number> {
  let checksum = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }))
    checksum = crc32(chunk as Buffer, checksum);
  return checksum;
}

/** Removes all other graphs beside the file of the rows: old ones, and those of killed processes. */
export async function removeOtherGraphs(rowsFile: string, kept: string): Promise<void> {
  const folder = dirname(rowsFile);
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(`${basename(rowsFile)}.`) && name.endsWith('.graph') && name !== basename(kept),
  );
  await Promise.all(names.map(async (name) => rm(join(folder, name), { force: true })));
}
