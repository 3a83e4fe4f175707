import type { ScoreExplanation as Written } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { ScoreExplanation } from '@jophiel/scoring';

/** An explanation as answers have it. */
export function writeExplanation({ score, scoreFinal, diversity, parts, features }: ScoreExplanation): Written {
  return {
    score,
    score_final: scoreFinal,
    diversity,
    parts: { ...parts, diversity },
    similarity_from: features.length === 0 ? 'popularity' : 'taste',
    features: features.map((each) => ({ ...each })),
  };
}

/** The explanations of samples, in their order; of those that have any. */
export function writeExplanations(
  sampleIds: readonly string[],
  explanations: ReadonlyMap<string, ScoreExplanation>,
  ids: Ids,
): (Written & { sample_id: string | number })[] {
  return sampleIds.flatMap((sampleId) => {
    const explanation = explanations.get(sampleId);
    return explanation === undefined ? [] : [{ sample_id: ids.write(sampleId), ...writeExplanation(explanation) }];
  });
}
