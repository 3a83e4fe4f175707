import { explainScore, type ScoreExplanation } from '@jophiel/scoring';
import { loadSamples } from '../statements/load-samples.ts';
import { listenerOf } from './listener-of.ts';
import type { SharedContext } from './shared-context.ts';

export interface ExplainRequest {
  readonly userId: string | undefined;
  readonly sampleIds: readonly string[];
  readonly at: Date;
  /** At most 0, by sample; a missing one is 0. */
  readonly diversity?: ReadonlyMap<string, number>;
}

/**
 * Decisions do not count, because no sample of a list was decided when the list was made. Samples without a vector of
 * the current layout are left out.
 */
export async function explain(
  { userId, sampleIds, at, diversity }: ExplainRequest,
  { database, arms, popularity }: Pick<SharedContext, 'database' | 'arms' | 'popularity'>,
): Promise<ReadonlyMap<string, ScoreExplanation>> {
  const listener = { ...(await listenerOf(database, userId, arms)), decided: new Set<string>() };
  const { options } = userId === undefined ? arms.control : arms.of(userId);
  const samples = await loadSamples(database, sampleIds);
  const scene = { popularity: popularity(), now: at.getTime() };
  return new Map(
    samples
      .filter(({ layout }) => layout === options.layout.id)
      .map((sample) => {
        const taken = diversity?.get(sample.sampleId) ?? 0;
        return [sample.sampleId, explainScore(listener, sample, options, { ...scene, diversity: taken })];
      }),
  );
}
