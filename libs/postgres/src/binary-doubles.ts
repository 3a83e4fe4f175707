/** The type float8 in PostgreSQL. */
const FLOAT8 = 701;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/**
 * Encodes a float8[] parameter in PostgreSQL's binary format (array_recv). Text would take both sides some hundred times as
 * long.
 */
export function binaryDoubles(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + values.length * (LENGTH_BYTES + Float64Array.BYTES_PER_ELEMENT));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [dimensions, hasNulls, lowerBound] = [1, 0, 1];
  [dimensions, hasNulls, FLOAT8, values.length, lowerBound].forEach((word, index) => view.setInt32(4 * index, word));
  let place = HEADER_BYTES;
  for (const value of values) {
    view.setInt32(place, Float64Array.BYTES_PER_ELEMENT);
    view.setFloat64(place + LENGTH_BYTES, value);
    place += LENGTH_BYTES + Float64Array.BYTES_PER_ELEMENT;
  }
  return bytes;
}

/** Decodes what `array_send` returns for a float8[]. */
export function readBinaryDoubles(bytes: Buffer): number[] {
  const step = LENGTH_BYTES + Float64Array.BYTES_PER_ELEMENT;
  // An empty array has no dimension, so no length and no lower bound.
  const count = Math.max(Math.floor((bytes.byteLength - HEADER_BYTES) / step), 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A plain loop: a callback for each number takes twenty times as long.
  const numbers: number[] = [];
  for (let index = 0; index < count; index++) numbers.push(view.getFloat64(HEADER_BYTES + index * step + LENGTH_BYTES));
  return numbers;
}
