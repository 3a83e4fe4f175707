import type { ScoreExplanation as Written } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { Explanation } from '../use-cases/explain.ts';

export function writeExplanation(
  { score, scoreFinal, learned, diversity, exploration, parts, because, features }: Explanation,
  ids: Ids,
): Written {
  return {
    score,
    score_final: scoreFinal,
    learned,
    diversity,
    exploration,
    parts: { ...parts, diversity, exploration },
    similarity_from: features.length === 0 ? 'popularity' : 'taste',
    because: because.map(({ sampleId, share }) => ({ sample_id: ids.write(sampleId), share })),
    features: features.map((each) => ({ ...each })),
  };
}

export function writeExplanations(
  sampleIds: readonly string[],
  explanations: ReadonlyMap<string, Explanation>,
  ids: Ids,
): (Written & { sample_id: string | number })[] {
  return sampleIds.flatMap((sampleId) => {
    const explanation = explanations.get(sampleId);
    return explanation === undefined ? [] : [{ sample_id: ids.write(sampleId), ...writeExplanation(explanation, ids) }];
  });
}
