import type { Feature } from '@jophiel/domain';
import type { Layout } from './layout.ts';
import { joined, type VectorisedItem } from './vectorise.ts';

/** Terms by the name of their feature. */
export type Terms = Readonly<Record<string, readonly string[]>>;

/**
 * The vector of terms alone, as of an item of which nothing else is known: length 1, or empty where no term has a dimension.
 * Terms are read as the first metadata key of their feature is.
 * @param features those that the layout is made of
 */
export function vectoriseTerms(features: readonly Feature[], layout: Layout, terms: Terms): VectorisedItem {
  return joined(
    features.flatMap((feature, index) => {
      if (feature.kind !== 'terms' || !Object.hasOwn(terms, feature.name)) return [];
      const block = layout.blocks[index]!;
      return [{ block, ...block.encoder.encode({ [feature.from[0]!.key]: terms[feature.name] }) }];
    }),
  );
}
