import {
  type Candidate,
  explainScore,
  type Listener,
  type ScoreExplanation,
  type ScoringOptions,
} from '@jophiel/scoring';

/** Under what circumstances a score is explained. */
export interface Circumstances {
  readonly options: Pick<ScoringOptions, 'layout' | 'calculator'>;
  /** From 0 to 1, by sample. */
  readonly popularity: ReadonlyMap<string, number>;
  /** What variety took off, at most 0. */
  readonly diversity: number;
  readonly decided: boolean;
  /** As of when novelty is taken. */
  readonly at: Date;
}

/** Why a sample scores as it does for a user. */
export function explainSample(
  { sampleId, creatorId, publishedAt, vector }: Candidate,
  { taste, followedCreators }: Listener,
  { options: { layout, calculator }, popularity, diversity, decided, at }: Circumstances,
): ScoreExplanation {
  const explained = {
    layout,
    vector,
    taste,
    popularity: popularity.get(sampleId) ?? 0,
    creatorFollowed: followedCreators.has(creatorId),
    publishedAt,
    decided,
    diversity,
  };
  return explainScore(explained, calculator, at.getTime());
}
