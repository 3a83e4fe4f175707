import { meanDirection } from '@jophiel/vectors';
import type { LayoutIndex } from './layout-index.ts';

/** The mean of samples, length 1; undefined when the index has none of them. */
export async function meanOf(
  { engine, dimensions }: LayoutIndex,
  sampleIds: Iterable<string>,
): Promise<Float32Array | undefined> {
  const found = await Promise.all(Array.from(sampleIds, async (id) => engine.get(id)));
  const vectors = found.flatMap((item) => (item === undefined ? [] : [item.vector]));
  return vectors.length === 0 ? undefined : meanDirection(vectors, dimensions);
}
