import type { NearestQuery } from '@jophiel/contracts';

const BYTES_PER_NUMBER = 4;

/** @param vector numbers, or float32 little endian in base64 @param isWhole whether it must have all dimensions */
export function readVector(
  vector: NonNullable<NearestQuery['vector']>,
  dimensions: number,
  isWhole: boolean,
): Float32Array | { readonly problem: string } {
  const given = typeof vector === 'string' ? Buffer.from(vector, 'base64') : vector;
  const count = typeof vector === 'string' ? given.length / BYTES_PER_NUMBER : given.length;
  if (!Number.isInteger(count) || (isWhole ? count !== dimensions : count > dimensions))
    return { problem: `must have ${dimensions} numbers, and has ${count}` };
  const dense = new Float32Array(dimensions);
  if (Buffer.isBuffer(given)) new Uint8Array(dense.buffer).set(given);
  else dense.set(given);
  return dense.every(Number.isFinite) ? dense : { problem: 'must have finite numbers of 32 bits' };
}
