export { type Arm, type Arms, armsOf } from './arms.ts';
export { byId } from './by-id.ts';
export type { Candidate } from './candidate.ts';
export { drawNew, hashOf, type NewItem } from './exploration/draw-new.ts';
export { exploreFeed, type Explored, type ExploreOptions } from './exploration/explore-feed.ts';
export { placeNew } from './exploration/place-new.ts';
export {
  type ExplainedScene,
  explainScore,
  type FeatureSimilarity,
  type ScoreExplanation,
  similarityByFeature,
} from './explain.ts';
export type { Scene, ScoringWeights } from './factors/factor.ts';
export { anonymousListener, type Likes, type Listener } from './listener.ts';
export {
  LEARNED_NUMBERS,
  learnedIn,
  learnedNumbers,
  nothingLearned,
  type LearnedParts,
  learnedPartsOf,
  learnedSum,
} from './learned-parts.ts';
export { rankFeed, type RankedItem, type RankOptions, type ScoredItem } from './rank-feed.ts';
export { type Score, ScoreCalculator, type ScoreColumns, type ScoreParts } from './score-calculator.ts';
export { type Exposures, type ScoringOptions, scoringOptionsOf } from './scoring-options.ts';
export { recallOf } from './recall.ts';
