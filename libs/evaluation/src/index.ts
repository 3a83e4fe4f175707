export { contentMean, contentNearest } from './baselines/content.ts';
export { ease } from './baselines/ease.ts';
export { itemNeighbours, userNeighbours } from './baselines/neighbours.ts';
export { mostPopular, randomOrder } from './baselines/simple.ts';
export { type CutHistories, cutHistories } from './cut-histories.ts';
export { readBoards, termsOf } from './data/boards.ts';
export type { Choice, DataItem, DataSet } from './data/data-set.ts';
export { LABELS } from './data/described-item.ts';
export { readDataFiles } from './data/files.ts';
export { readHetRec } from './data/hetrec.ts';
export { readMovieLens } from './data/movielens.ts';
export { readS3Rec } from './data/s3rec.ts';
export { evaluate, type Evaluation, type Rankings } from './evaluate.ts';
export { blended, type BlendedFactor, blendedFactors, learnInProcess } from './in-process/in-process-model.ts';
export { learnedTable } from './in-process/learned-table.ts';
export { popularityOf } from './in-process/popularity.ts';
export { bootstrapDifference, bootstrapMean, type Interval } from './metrics/bootstrap.ts';
export type { UserMetrics } from './metrics/user-metrics.ts';
export { seededNumbers, shuffled } from './random.ts';
export { bestOf, recommend, type Recommender } from './recommend.ts';
export { type Rounds, roundsOf } from './rounds/rounds-of.ts';
export { simulateRounds, type SimulationResult } from './rounds/simulate-rounds.ts';
export { type Split, splitOf, testedUsers } from './split.ts';
export { eventsOf } from './served/events-of.ts';
export { readRankings } from './served/read-rankings.ts';
export { byHistory, byPopularity } from './metrics/breakdowns.ts';
export {
  type Difference,
  type EvaluationReport,
  type FactorWorth,
  htmlReport,
  type SystemResult,
} from './report/html-report.ts';
