import { explainScore, type ScoreExplanation } from '@jophiel/scoring';
import { loadSamples } from '../statements/load-samples.ts';
import { listenerOf } from './listener-of.ts';
import type { SharedContext } from './shared-context.ts';

export interface ExplainRequest {
  /** Undefined for an anonymous listener. */
  readonly userId: string | undefined;
  readonly sampleIds: readonly string[];
  /** As of when novelty is taken. */
  readonly at: Date;
  /** What variety took off, at most 0, by sample; 0 where it is missing. */
  readonly diversity?: ReadonlyMap<string, number>;
}

/**
 * Why samples score as they do for a user, with the user and the catalogue as they are now. Decisions do not count: a
 * sample of a list was not decided on when the list was made. Samples without a vector of the current layout are left out.
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
