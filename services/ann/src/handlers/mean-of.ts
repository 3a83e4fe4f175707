import type { NearestItem } from '@jophiel/nearest';
import { addScaled, norm } from '@jophiel/vectors';
import type { LayoutIndex } from './layout-index.ts';

/** The mean of samples, of length 1; undefined when none of them is in the index. */
export async function meanOf(
  { engine, dimensions }: LayoutIndex,
  sampleIds: Iterable<string>,
): Promise<Float32Array | undefined> {
  const found = await Promise.all(Array.from(sampleIds, async (id) => engine.get(id)));
  const items = found.filter((item) => item !== undefined);
  return items.length === 0 ? undefined : meanVector(items, dimensions);
}

function meanVector(items: readonly NearestItem[], dimensions: number): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const { vector } of items) addScaled(sum, vector, 1);
  const length = norm(sum);
  return Float32Array.from(sum, (value) => (length === 0 ? 0 : value / length));
}
