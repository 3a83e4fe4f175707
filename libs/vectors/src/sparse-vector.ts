/**
 * A vector of which most values are zero: `values[i]` stands at `indices[i]`; indices ascend, none twice.
 * Item vectors have Euclidean length 1, or no entries at all when the metadata says nothing.
 */
export interface SparseVector {
  readonly indices: Uint16Array;
  readonly values: Float32Array;
}

export const emptyVector: SparseVector = { indices: new Uint16Array(0), values: new Float32Array(0) };

/** Builds a vector from entries in any order; entries of one index add up, zeros are left out. */
export function fromEntries(entries: Iterable<readonly [index: number, value: number]>): SparseVector {
  const sums: { readonly index: number; value: number }[] = [];
  // Sorting is stable: what adds up does so in the order in which it came.
  for (const [index, value] of [...entries].sort(([a], [b]) => a - b)) {
    const last = sums.at(-1);
    if (last?.index === index) last.value += value;
    else sums.push({ index, value });
  }
  const kept = sums.filter(({ value }) => value !== 0);
  return {
    indices: Uint16Array.from(kept, ({ index }) => index),
    values: Float32Array.from(kept, ({ value }) => value),
  };
}

/** The same vector with every value, zeros included. @param dimensions of its layout */
export function toDense(sparse: SparseVector, dimensions: number): Float32Array {
  return writeDense(sparse, new Float32Array(dimensions));
}

/** Writes a sparse vector into zeros. @returns the array */
export function writeDense<Dense extends Float32Array | Float64Array>(
  { indices, values }: { readonly indices: Uint16Array; readonly values: Dense },
  zeros: Dense,
): Dense {
  for (let i = 0; i < indices.length; i++) zeros[indices[i]!] = values[i]!;
  return zeros;
}

/** The mean of vectors, scaled to length 1; zeros when they cancel out, and for none. @param dimensions of their layout */
export function meanDirection(vectors: Iterable<SparseVector>, dimensions: number): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const vector of vectors) addScaled(sum, vector, 1);
  const length = norm(sum) || 1;
  return Float32Array.from(sum, (value) => value / length);
}

/** Inner product with a dense vector; for two vectors of length 1 that is their cosine, in [-1, 1]. */
export function dotDense(sparse: SparseVector, dense: Float32Array | Float64Array): number {
  const { indices, values } = sparse;
  let sum = 0;
  for (let i = 0; i < indices.length; i++) sum += values[i]! * dense[indices[i]!]!;
  return sum;
}

export function dotSparse(a: SparseVector, b: SparseVector): number {
  let sum = 0;
  for (let i = 0, j = 0; i < a.indices.length && j < b.indices.length;) {
    const difference = a.indices[i]! - b.indices[j]!;
    if (difference === 0) sum += a.values[i++]! * b.values[j++]!;
    else if (difference < 0) i++;
    else j++;
  }
  return sum;
}

/** `target += factor · sparse` */
export function addScaled(target: Float64Array, sparse: SparseVector, factor: number): void {
  const { indices, values } = sparse;
  for (let i = 0; i < indices.length; i++) target[indices[i]!]! += factor * values[i]!;
}

/** Euclidean length. */
export function norm(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
