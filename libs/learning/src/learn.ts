/* What learns, apart from what readers of weights need, because it loads the search engines. */
export { ContentIndex, type ContentIndexOptions } from './content-index.ts';
export { type LearningInput, type LearningUser, learnWeights } from './learn-weights.ts';
export { Learner } from './learner.ts';
export { type LearningSettings, learningSettings } from './learning-settings.ts';
export { hashOf, isSampled } from './sampling.ts';
