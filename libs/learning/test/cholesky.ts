/**
 * Solves `A x = b` in place for a symmetric positive definite matrix, by Cholesky: A = L Lᵀ.
 * @param matrix its lower triangle in rows of `stride`; becomes L
 * @param x b before, the solution after
 * @returns whether all pivots are above `minPivot`; if not, matrix and x are of no use
 */
export function choleskySolve(
  matrix: Float64Array,
  x: Float64Array,
  size: number,
  stride: number,
  minPivot: number,
): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * stride;
    for (let j = 0; j < i; j++) {
      const other = j * stride;
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
      matrix[row + j] = sum / matrix[other + j]!;
    }
    let pivot = matrix[row + i]!;
    for (let k = 0; k < i; k++) pivot -= matrix[row + k]! * matrix[row + k]!;
    if (!(pivot > minPivot)) return false;
    matrix[row + i] = Math.sqrt(pivot);
  }
  for (let i = 0; i < size; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= matrix[i * stride + k]! * x[k]!;
    x[i] = sum / matrix[i * stride + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = x[i]! / matrix[i * stride + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = x[k]! - matrix[i * stride + k]! * value;
  }
  return true;
}
