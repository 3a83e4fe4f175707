import { endianness } from 'node:os';
import type { SparseVector } from './sparse-vector.ts';

/*
 * As stored: the n values as little-endian float32, then their n indices as little-endian uint16; 6 bytes an entry.
 * A sixth of a dense row at the usual fill, which is what makes reading thousands of candidates cheap.
 */
const BYTES_PER_ENTRY = 6;

if (endianness() !== 'LE') throw new Error('Vectors are stored little-endian and read without conversion.');

export function encodeVector({ indices, values }: SparseVector): Buffer {
  const bytes = Buffer.allocUnsafe(indices.length * BYTES_PER_ENTRY);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 0);
  bytes.set(new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength), values.byteLength);
  return bytes;
}

export function decodeVector(bytes: Uint8Array): SparseVector {
  // A copy, because a row's bytes rarely start at a multiple of four and a view must.
  const own = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const count = bytes.byteLength / BYTES_PER_ENTRY;
  return { values: new Float32Array(own, 0, count), indices: new Uint16Array(own, count * 4, count) };
}

export function encodeDense(values: Float64Array): Buffer {
  return Buffer.from(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
}

export function decodeDense(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
