/** Items whose vectors are laid out densely at once, one in each lane. */
const LANES: u32 = 4;
/** An entry has a dimension as u32 and a value as f32. */
const ENTRY_BYTES: u32 = 8;

/**
 * Adds `alpha` times the cosine of each two vectors to the lower triangle of a matrix of f64, its diagonal excluded.
 * @param vectors for each item an address and a number of entries, as u32
 * @param dense 16 bytes a dimension, all 0 before and after
 * @param stride of the matrix, in numbers
 */
export function addCosines(vectors: usize, count: u32, dense: usize, matrix: usize, stride: u32, alpha: f64): void {
  for (let first: u32 = 0; first < count; first += LANES) {
    const rows = min(count - first, LANES);
    for (let lane: u32 = 0; lane < rows; lane++) spread(vectors, first + lane, dense, lane);
    const end = first + rows - 1;
    for (let other: u32 = 0; other < end; other++) {
      const cosines = products(vectors, other, dense);
      addTo(matrix, stride, first, rows, other, alpha, cosines);
    }
    for (let lane: u32 = 0; lane < rows; lane++) clear(vectors, first + lane, dense);
  }
}

function addTo(matrix: usize, stride: u32, first: u32, rows: u32, other: u32, alpha: f64, cosines: v128): void {
  add(matrix, stride, first, 0, rows, other, alpha, f32x4.extract_lane(cosines, 0));
  add(matrix, stride, first, 1, rows, other, alpha, f32x4.extract_lane(cosines, 1));
  add(matrix, stride, first, 2, rows, other, alpha, f32x4.extract_lane(cosines, 2));
  add(matrix, stride, first, 3, rows, other, alpha, f32x4.extract_lane(cosines, 3));
}

function add(matrix: usize, stride: u32, first: u32, lane: u32, rows: u32, other: u32, alpha: f64, cosine: f32): void {
  const row = first + lane;
  if (lane >= rows || other >= row) return;
  const place = matrix + ((<usize>(row * stride + other)) << 3);
  store<f64>(place, load<f64>(place) + alpha * <f64>cosine);
}

function spread(vectors: usize, item: u32, dense: usize, lane: u32): void {
  const start = <usize>load<u32>(vectors + ((<usize>item) << 3));
  const end = start + <usize>(load<u32>(vectors + ((<usize>item) << 3), 4) * ENTRY_BYTES);
  for (let at = start; at < end; at += ENTRY_BYTES)
    store<f32>(dense + ((<usize>load<u32>(at)) << 4) + ((<usize>lane) << 2), load<f32>(at, 4));
}

function clear(vectors: usize, item: u32, dense: usize): void {
  const start = <usize>load<u32>(vectors + ((<usize>item) << 3));
  const end = start + <usize>(load<u32>(vectors + ((<usize>item) << 3), 4) * ENTRY_BYTES);
  const zero = f32x4.splat(0);
  for (let at = start; at < end; at += ENTRY_BYTES) v128.store(dense + ((<usize>load<u32>(at)) << 4), zero);
}

/** The products of one vector with those that are spread, in their lanes. */
function products(vectors: usize, item: u32, dense: usize): v128 {
  const start = <usize>load<u32>(vectors + ((<usize>item) << 3));
  const end = start + <usize>(load<u32>(vectors + ((<usize>item) << 3), 4) * ENTRY_BYTES);
  let sums = f32x4.splat(0);
  for (let at = start; at < end; at += ENTRY_BYTES)
    sums = f32x4.add(sums, f32x4.mul(v128.load32_splat(at, 4), v128.load(dense + ((<usize>load<u32>(at)) << 4))));
  return sums;
}
