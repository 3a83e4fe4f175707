/* What learns, apart from what readers of weights need, because it loads the search engines. */
export { ContentIndex } from './content-index.ts';
export { learnWeights } from './learn-weights.ts';
export { Learner } from './learner.ts';
export { type LearningSettings, learningSettings } from './learning-settings.ts';
export { isSampled } from './sampling.ts';
