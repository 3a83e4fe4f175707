import type { Layout } from './layout.ts';
import type { SparseVector } from './sparse-vector.ts';

/** How much each feature adds to the inner product of a taste and an item; the parts sum to the whole. */
export function similarityByBlock(
  layout: Layout,
  taste: Float32Array | Float64Array,
  item: SparseVector,
): Record<string, number> {
  const parts: Record<string, number> = {};
  let blockIndex = 0;
  for (let i = 0; i < item.indices.length; i++) {
    const index = item.indices[i]!;
    while (endOf(layout, blockIndex) <= index) blockIndex++;
    const feature = layout.blocks[blockIndex]!.feature;
    parts[feature] = (parts[feature] ?? 0) + item.values[i]! * taste[index]!;
  }
  return parts;
}

function endOf(layout: Layout, blockIndex: number): number {
  const block = layout.blocks[blockIndex]!;
  return block.offset + block.encoder.dimensions;
}
