export { type Score, ScoreCalculator, type ScoreInput, type ScoringWeights } from './score-calculator.ts';
