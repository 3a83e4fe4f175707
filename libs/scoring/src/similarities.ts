import type { SparseVector } from '@jophiel/vectors';

/**
 * The inner products of many vectors with a taste, each the same as `dotDense` makes it. The first entries of all come
 * before the rest of each: they are independent reads, which the processor has under way at once, where row by row it
 * would wait for the memory of each; with rows scattered over hundreds of megabytes that halves the time.
 */
export function similaritiesTo(taste: Float32Array, rows: readonly { readonly vector: SparseVector }[]): Float64Array {
  const sums = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const { indices, values } = rows[row]!.vector;
    if (indices.length > 0) sums[row] = values[0]! * taste[indices[0]!]!;
  }
  for (let row = 0; row < rows.length; row++) {
    const { indices, values } = rows[row]!.vector;
    let sum = sums[row]!;
    for (let entry = 1; entry < indices.length; entry++) sum += values[entry]! * taste[indices[entry]!]!;
    sums[row] = sum;
  }
  return sums;
}
