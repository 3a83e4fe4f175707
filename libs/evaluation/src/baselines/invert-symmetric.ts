export type Floats = Float64Array | Float32Array;

/** Rows that are worked on together: a row that is read serves all of them before it leaves the processor's cache. */
const BLOCK = 32;

/**
 * Replaces a symmetric, positive definite matrix of n × n numbers by its inverse, by Cholesky's LLᵀ, whose products
 * run along rows: n³/2 multiplications. Needs as much memory again.
 * @throws RangeError when the matrix is not positive definite
 */
export function invertSymmetric(matrix: Floats, n: number): void {
  factorise(matrix, n);
  const columns = invertedColumns(matrix, n);
  for (let from = 0; from < n; from += BLOCK)
    for (let column = from; column < n; column++)
      for (let row = from; row < Math.min(from + BLOCK, column + 1); row++) {
        const value = dot(columns, row * n, columns, column * n, column, n);
        matrix[row * n + column] = value;
        matrix[column * n + row] = value;
      }
}

/** The lower triangle becomes L. */
function factorise(matrix: Floats, n: number): void {
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    for (let column = 0; column < to; column++)
      for (let row = Math.max(from, column); row < to; row++) {
        const value = matrix[row * n + column]! - dot(matrix, row * n, matrix, column * n, 0, column);
        if (row !== column) matrix[row * n + column] = value / matrix[column * n + column]!;
        else if (value > 0) matrix[row * n + column] = Math.sqrt(value);
        else throw new RangeError(`The matrix is not positive definite: pivot ${column} is ${value}.`);
      }
  }
}

/** Columns of L⁻¹, each as a row, by forward substitution. */
function invertedColumns(lower: Floats, n: number): Floats {
  const columns = lower instanceof Float64Array ? new Float64Array(n * n) : new Float32Array(n * n);
  for (let from = 0; from < n; from += BLOCK)
    for (let row = from; row < n; row++)
      for (let column = from; column < Math.min(from + BLOCK, row + 1); column++) {
        const sum =
          (row === column ? 1 : 0) - (row === column ? 0 : dot(lower, row * n, columns, column * n, column, row));
        columns[column * n + row] = sum / lower[row * n + row]!;
      }
  return columns;
}

/** Four sums at once, because a sum waits for the one before it. */
function dot(one: Floats, oneAt: number, other: Floats, otherAt: number, from: number, to: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = from;
  for (; at + 3 < to; at += 4) {
    a += one[oneAt + at]! * other[otherAt + at]!;
    b += one[oneAt + at + 1]! * other[otherAt + at + 1]!;
    c += one[oneAt + at + 2]! * other[otherAt + at + 2]!;
    d += one[oneAt + at + 3]! * other[otherAt + at + 3]!;
  }
  for (; at < to; at++) a += one[oneAt + at]! * other[otherAt + at]!;
  return a + b + c + d;
}
