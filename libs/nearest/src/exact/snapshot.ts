import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { JophielError } from '@jophiel/errors';
import { RowStore, type PageCopy, type Space, type StoreState } from './row-store.ts';

/*
 * The file format: a line of JSON (Header); per page a line of JSON (PageHeader) and its bytes; the CRC-32 of all that
 * as 8 hexadecimal digits.
 */

export interface Snapshot extends StoreState {
  readonly pages: readonly PageCopy[];
  readonly note: string;
}

interface Header extends StoreState {
  readonly format: string;
  readonly space: Space;
  readonly pages: number;
  readonly note: string;
}

interface PageHeader {
  readonly bytes: number;
  /** By row number. */
  readonly ids: readonly (string | null)[];
}

/** The number increases with every change of the format of rows or of this file. */
const FORMAT = 'jophiel exact index 3';
const CHECKSUM_BYTES = 8;

/** Replaces the file atomically: readers, and a restart after a crash, find the old or the new one. */
export async function writeSnapshot(file: string, space: Space, snapshot: Snapshot): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  const handle = await open(aside, 'w');
  try {
    let checksum = 0;
    for (const part of partsOf(space, snapshot)) {
      checksum = crc32(part, checksum);
      await handle.writeFile(part);
    }
    await handle.writeFile(asHexadecimal(checksum));
    await handle.sync();
    await handle.close();
    await rename(aside, file);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(aside, { force: true });
    throw error;
  }
}

function* partsOf(space: Space, { pages, ...state }: Snapshot): Generator<Uint8Array> {
  const header: Header = { format: FORMAT, space, pages: pages.length, ...state };
  yield line(header);
  for (const { ids, bytes } of pages) {
    yield line({ bytes: bytes.length, ids: ids.map((id) => id ?? null) } satisfies PageHeader);
    yield bytes;
  }
}

function line(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** @throws JophielError SNAPSHOT_UNUSABLE when the file is damaged or of another layout or half-life */
export async function readSnapshot(
  file: string,
  space: Space,
): Promise<{ readonly store: RowStore; readonly note: string }> {
  const bytes = await readFile(file);
  const end = bytes.length - CHECKSUM_BYTES;
  if (!bytes.subarray(0, FORMAT.length + 20).includes(FORMAT))
    throw unusable(file, 'is not a snapshot of this version');
  if (asHexadecimal(crc32(bytes.subarray(0, end))) !== bytes.toString('latin1', end))
    throw unusable(file, 'is damaged: its checksum is wrong');
  let at = 0;
  const nextLine = (): unknown => {
    const from = at;
    at = bytes.indexOf('\n', from) + 1;
    return JSON.parse(bytes.toString('utf8', from, at));
  };
  const header = nextLine() as Header;
  for (const key of ['layout', 'dimensions', 'halfLifeMs'] as const)
    if (header.space[key] !== space[key])
      throw unusable(file, `is of ${key} ${header.space[key]} where ${space[key]} is needed`);
  const pages = Array.from({ length: header.pages }, (): PageCopy => {
    const { bytes: length, ids } = nextLine() as PageHeader;
    const from = at;
    at += length;
    return { ids: ids.map((id) => id ?? undefined), bytes: bytes.subarray(from, at) };
  });
  return { store: new RowStore(space, { saved: header, pages }), note: header.note };
}

export function unusable(file: string, why: string, cause?: unknown): JophielError {
  return new JophielError('SNAPSHOT_UNUSABLE', `${file} ${why}; remove it to rebuild the index.`, { cause });
}

function asHexadecimal(checksum: number): string {
  return checksum.toString(16).padStart(CHECKSUM_BYTES, '0');
}
