/** Gathers the query's values four at a time. */
export function dot(values: usize, entries: u32, query: usize): f32 {
  const indices = values + (entries << 2);
  let sums = f32x4.splat(0);
  for (let i: u32 = 0; i < entries; i += 4)
    sums = f32x4.relaxed_madd(v128.load(values + (i << 2)), gather(query, indices + (i << 1)), sums);
  return sumOf(sums);
}

/** Four values of a query, of the dimensions at `indices`. */
export function gather(query: usize, indices: usize): v128 {
  const four = load<u64>(indices);
  let gathered = v128.load32_zero(query + (((<usize>four) & 0xffff) << 2));
  gathered = v128.load_lane<u32>(query + (((<usize>(four >> 16)) & 0xffff) << 2), gathered, 1);
  gathered = v128.load_lane<u32>(query + (((<usize>(four >> 32)) & 0xffff) << 2), gathered, 2);
  return v128.load_lane<u32>(query + ((<usize>(four >> 48)) << 2), gathered, 3);
}

export function sumOf(four: v128): f32 {
  return (
    f32x4.extract_lane(four, 0) +
    f32x4.extract_lane(four, 1) +
    (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3))
  );
}
