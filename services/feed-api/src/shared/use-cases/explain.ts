import { type ListenerForItems, listenerForItems } from '@jophiel/candidates';
import { anonymousListener, explainScore, type LearnedParts, type ScoreExplanation } from '@jophiel/scoring';
import { type Because, becauseOf } from '../core/because.ts';
import { loadSamples } from '../statements/load-samples.ts';
import type { SharedContext } from './shared-context.ts';

export interface ExplainRequest {
  readonly userId: string | undefined;
  readonly sampleIds: readonly string[];
  readonly at: Date;
  readonly diversity?: ReadonlyMap<string, number>;
  /** By sample; a missing one is 0. */
  readonly exploration?: ReadonlyMap<string, number>;
  /** As stored with the feed, by sample; computed where the feed is not stored. */
  readonly learned?: ReadonlyMap<string, LearnedParts>;
}

export interface Explanation extends ScoreExplanation {
  readonly because: readonly Because[];
}

/**
 * Decisions do not count, because no sample of a list was decided when the list was made. Samples without a vector of
 * the current layout are left out.
 */
export async function explain(
  { userId, sampleIds, at, diversity, exploration, learned }: ExplainRequest,
  { database, arms, popularity }: Pick<SharedContext, 'database' | 'arms' | 'popularity'>,
): Promise<ReadonlyMap<string, Explanation>> {
  const { options } = userId === undefined ? arms.control : arms.of(userId);
  const { listener = anonymousListener(userId), voices }: ListenerForItems =
    userId === undefined ? nobody : await listenerForItems(database, userId, sampleIds, options);
  const undecided = { ...listener, decided: new Set<string>() };
  const samples = await loadSamples(database, sampleIds);
  const scene = { popularity: popularity(), now: at.getTime() };
  return new Map(
    samples
      .filter(({ layout }) => layout === options.layout.id)
      .map((sample) => {
        const { sampleId } = sample;
        const explained = explainScore(undecided, sample, options, {
          ...scene,
          diversity: diversity?.get(sampleId) ?? 0,
          exploration: exploration?.get(sampleId),
          learned: learned?.get(sampleId),
        });
        return [sampleId, { ...explained, because: becauseOf(explained, voices.get(sampleId)) }];
      }),
  );
}

const nobody: ListenerForItems = { listener: undefined, voices: new Map() };
