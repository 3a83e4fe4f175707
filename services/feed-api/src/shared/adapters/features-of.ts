import { type FeatureSimilarity, similarityByFeature } from '@jophiel/scoring';
import type { SparseVector } from '@jophiel/vectors';
import { loadSamples } from '../statements/load-samples.ts';
import type { SharedContext } from '../use-cases/shared-context.ts';

export interface Near {
  readonly sampleId: string;
  readonly to: SparseVector | Float32Array;
}

export async function featuresOf(
  near: readonly Near[],
  { database, arms }: Pick<SharedContext, 'database' | 'arms'>,
): Promise<ReadonlyMap<string, FeatureSimilarity[]>> {
  const samples = await loadSamples(
    database,
    near.map(({ sampleId }) => sampleId),
  );
  const { layout } = arms.control.options;
  const vectors = new Map(samples.map(({ sampleId, vector }) => [sampleId, vector]));
  return new Map(
    near.flatMap(({ sampleId, to }) => {
      const vector = vectors.get(sampleId);
      return vector === undefined ? [] : [[sampleId, similarityByFeature(layout, vector, to)] as const];
    }),
  );
}
