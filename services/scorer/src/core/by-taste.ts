import type { Listener } from '@jophiel/scoring';

/**
 * Users in an order in which those whose tastes point the same way follow each other: they have many candidates in
 * common, which then are still in the processor's cache.
 */
export function byTaste(listeners: readonly Listener[]): Listener[] {
  return listeners
    .map((listener) => ({ listener, strongest: strongestOf(listener.taste) }))
    .sort((a, b) => a.strongest - b.strongest)
    .map(({ listener }) => listener);
}

/** The dimension in which a taste is strongest; −1 without a taste. */
function strongestOf(taste: Float32Array | undefined): number {
  if (taste === undefined) return -1;
  let strongest = 0;
  for (let dimension = 1; dimension < taste.length; dimension++)
    if (taste[dimension]! > taste[strongest]!) strongest = dimension;
  return strongest;
}
