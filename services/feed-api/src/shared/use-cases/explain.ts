import type { Executor } from '@jophiel/postgres';
import { type Arms, explainScore, type ScoreExplanation } from '@jophiel/scoring';
import { loadSamples } from '../statements/load-samples.ts';
import { listenerOf } from './listener-of.ts';

export interface ExplainOptions {
  readonly database: Executor;
  readonly arms: Arms;
  /** From 0 to 1, by sample. */
  readonly popularity: () => ReadonlyMap<string, number>;
}

export interface ExplainRequest {
  /** Undefined for anybody. */
  readonly userId: string | undefined;
  readonly sampleIds: readonly string[];
  /** As of when novelty is taken. */
  readonly at: Date;
  /** What variety took off, at most 0, by sample; nothing where it says nothing. */
  readonly diversity?: ReadonlyMap<string, number>;
}

export type Explain = (request: ExplainRequest) => Promise<ReadonlyMap<string, ScoreExplanation>>;

/**
 * Why samples score as they do for a user, with the user and the catalogue as they are now. Decisions are no part of
 * it: what a list shows was not decided on when it was made. Samples without a vector of the current layout are left out.
 */
export function explainer({ database, arms, popularity }: ExplainOptions): Explain {
  return async ({ userId, sampleIds, at, diversity }) => {
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
  };
}
