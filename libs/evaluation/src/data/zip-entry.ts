import { inflateRawSync } from 'node:zlib';
import { JophielError } from '@jophiel/errors';

const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const DEFLATED = 8;

/**
 * One file of a zip archive (APPNOTE 6.3, without encryption, zip64 or other methods than store and deflate).
 * @throws JophielError DATA_INVALID when the archive has no such file
 */
export function zipEntry(archive: Buffer, name: string): Buffer {
  let end = archive.length - END_BYTES;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  const entries = end < 0 ? 0 : archive.readUInt16LE(end + 10);
  let at = end < 0 ? 0 : archive.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry++) {
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) return contentOf(archive, at);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new JophielError('DATA_INVALID', `The archive has no file ${name}. Fetch it again.`);
}

function contentOf(archive: Buffer, directory: number): Buffer {
  const [method, bytes, header] = [
    archive.readUInt16LE(directory + 10),
    archive.readUInt32LE(directory + 20),
    archive.readUInt32LE(directory + 42),
  ];
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const content = archive.subarray(start, start + bytes);
  return method === DEFLATED ? inflateRawSync(content) : content;
}
