export type { Candidate } from './candidate.ts';
export { type Listener, rankFeed, type RankedItem, type RankOptions } from './rank-feed.ts';
export { type Score, ScoreCalculator, type ScoreInput, type ScoringWeights } from './score-calculator.ts';
export { type ScoringOptions, scoringOptionsOf } from './scoring-options.ts';
