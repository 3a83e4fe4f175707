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
      eachProduct(columns, from, Math.min(from + BLOCK, column + 1), columns, column, n, column, n, (row, product) => {
        matrix[row * n + column] = product;
        matrix[column * n + row] = product;
      });
}

/** The lower triangle becomes L. */
function factorise(matrix: Floats, n: number): void {
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    for (let column = 0; column < to; column++)
      eachProduct(matrix, Math.max(from, column), to, matrix, column, n, 0, column, (row, product) => {
        const value = matrix[row * n + column]! - product;
        if (row !== column) matrix[row * n + column] = value / matrix[column * n + column]!;
        else if (value > 0) matrix[row * n + column] = Math.sqrt(value);
        else throw new RangeError(`The matrix is not positive definite: pivot ${column} is ${value}.`);
      });
  }
}

/** Columns of L⁻¹, each as a row, by forward substitution. */
function invertedColumns(lower: Floats, n: number): Floats {
  const columns = lower instanceof Float64Array ? new Float64Array(n * n) : new Float32Array(n * n);
  for (let from = 0; from < n; from += BLOCK)
    for (let row = from; row < n; row++)
      // What stands before the diagonal is 0 and may be multiplied.
      eachProduct(columns, from, Math.min(from + BLOCK, row + 1), lower, row, n, from, row, (column, product) => {
        columns[column * n + row] = ((row === column ? 1 : 0) - product) / lower[row * n + row]!;
      });
  return columns;
}

/**
 * The products of some rows of one matrix with one row of another, between two columns. Four rows at a time share what is
 * read of the other, and their sums do not wait for each other.
 */
function eachProduct(
  one: Floats,
  first: number,
  end: number,
  other: Floats,
  otherRow: number,
  n: number,
  from: number,
  to: number,
  use: (row: number, product: number) => void,
): void {
  const shift = otherRow * n;
  let row = first;
  for (; row + 3 < end; row += 4) {
    const [at0, at1, at2, at3] = [row * n, (row + 1) * n, (row + 2) * n, (row + 3) * n];
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let column = from; column < to; column++) {
      const factor = other[shift + column]!;
      a += one[at0 + column]! * factor;
      b += one[at1 + column]! * factor;
      c += one[at2 + column]! * factor;
      d += one[at3 + column]! * factor;
    }
    use(row, a);
    use(row + 1, b);
    use(row + 2, c);
    use(row + 3, d);
  }
  for (; row < end; row++) {
    let sum = 0;
    for (let column = from; column < to; column++) sum += one[row * n + column]! * other[shift + column]!;
    use(row, sum);
  }
}
