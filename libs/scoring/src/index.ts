export { type Arm, type Arms, armsOf } from './arms.ts';
export { byId } from './by-id.ts';
export type { Candidate } from './candidate.ts';
export {
  type Explained,
  explainScore,
  type FeatureSimilarity,
  type ScoreExplanation,
  type ScoreParts,
  similarityByFeature,
} from './explain.ts';
export { type Listener, rankFeed, type RankedItem, type RankOptions, type ScoredItem } from './rank-feed.ts';
export { type Score, ScoreCalculator, type ScoreInput, type ScoringWeights } from './score-calculator.ts';
export { type Exposures, type ScoringOptions, scoringOptionsOf } from './scoring-options.ts';
export { recallOf } from './recall.ts';
