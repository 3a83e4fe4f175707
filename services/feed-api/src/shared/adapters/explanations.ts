import type { ScoreExplanation as Written } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { ScoreExplanation } from '@jophiel/scoring';

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
