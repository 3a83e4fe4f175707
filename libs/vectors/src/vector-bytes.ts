import { endianness } from 'node:os';
import { type SparseVector, toDense, writeDense } from './sparse-vector.ts';

/*
 * As stored: the n values as little-endian float32, then their n indices as little-endian uint16; 6 bytes an entry.
 * A sixth of a dense row at the usual fill, which is what makes reading thousands of candidates cheap.
 */
export const BYTES_PER_ENTRY = 6;

if (endianness() !== 'LE') throw new Error('Vectors are stored little-endian and read without conversion.');

export function encodeVector({ indices, values }: SparseVector): Buffer {
  const bytes = Buffer.allocUnsafe(indices.length * BYTES_PER_ENTRY);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 0);
  bytes.set(new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength), values.byteLength);
  return bytes;
}

export function decodeVector(bytes: Uint8Array): SparseVector {
  const own = aligned(bytes);
  const count = bytes.byteLength / BYTES_PER_ENTRY;
  return { values: new Float32Array(own, 0, count), indices: new Uint16Array(own, count * 4, count) };
}

/*
 * A user's sums and taste know a few hundred of a thousand dimensions, so they are stored sparse too: the values as
 * they are, then the indices as uint16.
 */

export function encodeSums(sums: Float64Array): Buffer {
  return encodeNonZero(sums, 8);
}

export function decodeSums(bytes: Uint8Array, dimensions: number): Float64Array {
  const own = aligned(bytes);
  const count = bytes.byteLength / (8 + 2);
  const sparse = { values: new Float64Array(own, 0, count), indices: new Uint16Array(own, count * 8, count) };
  return writeDense(sparse, new Float64Array(dimensions));
}

export function encodeTaste(taste: Float32Array): Buffer {
  return encodeNonZero(taste, 4);
}

export function decodeTaste(bytes: Uint8Array, dimensions: number): Float32Array {
  return toDense(decodeVector(bytes), dimensions);
}

function encodeNonZero(dense: Float32Array | Float64Array, bytesPerValue: 4 | 8): Buffer {
  let count = 0;
  for (let index = 0; index < dense.length; index++) if (dense[index] !== 0) count += 1;
  const bytes = new ArrayBuffer(count * (bytesPerValue + 2));
  const values = bytesPerValue === 8 ? new Float64Array(bytes, 0, count) : new Float32Array(bytes, 0, count);
  const indices = new Uint16Array(bytes, count * bytesPerValue);
  for (let index = 0, place = 0; place < count; index++) {
    if (dense[index] === 0) continue;
    values[place] = dense[index]!;
    indices[place] = index;
    place += 1;
  }
  return Buffer.from(bytes);
}

/** A copy, because a row's bytes rarely start where a view of their numbers may. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
