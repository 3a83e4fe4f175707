/*
 * No relaxed SIMD: the same numbers on every processor. Four rows share the loads of a fifth; sums of two lanes are added
 * at the end.
 */

/**
 * Solves `A x = b` in place for a symmetric positive definite matrix of f64, by Cholesky: A = L Lᵀ.
 * @param matrix its lower triangle, in rows of `stride` numbers; becomes L
 * @param x b before, the solution after
 * @returns whether all pivots are above `minPivot`; if not, matrix and x are of no use
 */
export function solve(matrix: usize, x: usize, size: u32, stride: u32, minPivot: f64): bool {
  const rowBytes = (<usize>stride) << 3;
  for (let i: u32 = 0; i < size; i++) {
    const row = matrix + <usize>i * rowBytes;
    let j: u32 = 0;
    for (; j + 4 <= i; j += 4) reduceFour(row, matrix + <usize>j * rowBytes, rowBytes, j);
    for (; j < i; j++) reduceOne(row, matrix + <usize>j * rowBytes, j);
    const pivot = load<f64>(row + ((<usize>i) << 3)) - dot(row, row, i);
    if (!(pivot > minPivot)) return false;
    store<f64>(row + ((<usize>i) << 3), Math.sqrt(pivot));
  }
  for (let i: u32 = 0; i < size; i++) {
    const row = matrix + <usize>i * rowBytes;
    const place = x + ((<usize>i) << 3);
    store<f64>(place, (load<f64>(place) - dot(row, x, i)) / load<f64>(row + ((<usize>i) << 3)));
  }
  for (let i: i32 = size - 1; i >= 0; i--) {
    const row = matrix + <usize>i * rowBytes;
    const place = x + ((<usize>i) << 3);
    const value = load<f64>(place) / load<f64>(row + ((<usize>i) << 3));
    store<f64>(place, value);
    subtract(x, row, i, value);
  }
  return true;
}

/** L at the places j to j + 3 of a row, from the four rows that begin at `four`. */
function reduceFour(row: usize, four: usize, rowBytes: usize, j: u32): void {
  const second = four + rowBytes;
  const third = second + rowBytes;
  const fourth = third + rowBytes;
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = (<usize>j) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const own = v128.load(row + at);
    a = f64x2.add(a, f64x2.mul(own, v128.load(four + at)));
    b = f64x2.add(b, f64x2.mul(own, v128.load(second + at)));
    c = f64x2.add(c, f64x2.mul(own, v128.load(third + at)));
    d = f64x2.add(d, f64x2.mul(own, v128.load(fourth + at)));
  }
  const at = row + end;
  const w = (load<f64>(at) - sumOf(a)) / load<f64>(four + end);
  const x = (load<f64>(at, 8) - sumOf(b) - w * load<f64>(second + end)) / load<f64>(second + end, 8);
  const y =
    (load<f64>(at, 16) - sumOf(c) - w * load<f64>(third + end) - x * load<f64>(third + end, 8)) /
    load<f64>(third + end, 16);
  const z =
    (load<f64>(at, 24) -
      sumOf(d) -
      w * load<f64>(fourth + end) -
      x * load<f64>(fourth + end, 8) -
      y * load<f64>(fourth + end, 16)) /
    load<f64>(fourth + end, 24);
  store<f64>(at, w);
  store<f64>(at, x, 8);
  store<f64>(at, y, 16);
  store<f64>(at, z, 24);
}

function reduceOne(row: usize, other: usize, j: u32): void {
  const end = (<usize>j) << 3;
  store<f64>(row + end, (load<f64>(row + end) - dot(row, other, j)) / load<f64>(other + end));
}

function dot(one: usize, other: usize, count: u32): f64 {
  const end = (<usize>count) << 3;
  const even = end & ~15;
  let sums = f64x2.splat(0);
  for (let at: usize = 0; at < even; at += 16)
    sums = f64x2.add(sums, f64x2.mul(v128.load(one + at), v128.load(other + at)));
  const sum = sumOf(sums);
  return even < end ? sum + load<f64>(one + even) * load<f64>(other + even) : sum;
}

/** `x -= factor · row` for the first `count` numbers. */
function subtract(x: usize, row: usize, count: u32, factor: f64): void {
  const end = (<usize>count) << 3;
  const even = end & ~15;
  const factors = f64x2.splat(factor);
  for (let at: usize = 0; at < even; at += 16)
    v128.store(x + at, f64x2.sub(v128.load(x + at), f64x2.mul(factors, v128.load(row + at))));
  if (even < end) store<f64>(x + even, load<f64>(x + even) - factor * load<f64>(row + even));
}

function sumOf(two: v128): f64 {
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}
