import { encodeWeights, WeightTable } from '@jophiel/learning';
import { learnWeights } from '@jophiel/learning/learn';
import type { SparseVector } from '@jophiel/vectors';

export interface LearnedTableInput {
  readonly items: readonly { readonly sampleId: string; readonly vector: SparseVector }[];
  /** Positive items by user; all of them are among the items. */
  readonly positives: ReadonlyMap<string, readonly { readonly sampleId: string }[]>;
  /** Number of dimensions of the vectors. */
  readonly dimensions: number;
  readonly settings?: Parameters<typeof learnWeights>[0]['settings'];
}

/** The weights of a learning pass in this process, as a scorer has them in memory. */
export async function learnedTable({
  items,
  positives,
  dimensions,
  settings,
}: LearnedTableInput): Promise<WeightTable> {
  const numberOf = new Map(items.map(({ sampleId }, number) => [sampleId, number]));
  const columns = await learnWeights({
    ids: items.map(({ sampleId }) => sampleId),
    vectors: items.map(({ vector }) => vector),
    dimensions,
    users: [...positives].map(([id, liked]) => ({
      id,
      items: Uint32Array.from(liked, ({ sampleId }) => numberOf.get(sampleId)!),
    })),
    ...(settings === undefined ? {} : { settings }),
  });
  const table = new WeightTable();
  items.forEach(({ sampleId }, number) => table.put({ sampleId, number, weights: encodeWeights(columns[number]!) }));
  return table;
}
