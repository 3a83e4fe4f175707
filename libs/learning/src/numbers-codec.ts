import { endianness } from 'node:os';

if (endianness() !== 'LE') throw new Error('Numbers of items are stored little-endian and read without conversion.');

/** The stored form of a list of item numbers: uint32, little endian, one after another. */
export function encodeNumbers(numbers: Uint32Array): Buffer {
  return Buffer.from(numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.byteLength));
}

export function decodeNumbers(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
}
