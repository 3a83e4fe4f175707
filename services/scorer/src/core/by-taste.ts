import type { Listener } from '@jophiel/scoring';

/**
 * Orders users so that similar tastes are adjacent: they share many candidates, which then are still in the processor's
 * cache.
 */
export function byTaste(listeners: readonly Listener[]): Listener[] {
  return listeners
    .map((listener) => ({ listener, strongest: strongestOf(listener.taste) }))
    .sort((a, b) => a.strongest - b.strongest)
    .map(({ listener }) => listener);
}

function strongestOf(taste: Float32Array | undefined): number {
  if (taste === undefined) return -1;
  let strongest = 0;
  for (let dimension = 1; dimension < taste.length; dimension++)
    if (taste[dimension]! > taste[strongest]!) strongest = dimension;
  return strongest;
}
