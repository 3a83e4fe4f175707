export type { DomainDefinition } from './definition.ts';
export { CONTROL, type Experiment, experimentOf } from './experiments.ts';
export { appliedExploration, type Exploration, exploredPlaces } from './exploration.ts';
export {
  type FactorName,
  factorNames,
  factorParts,
  factorSchemas,
  type LearnedFactor,
  learnedFactors,
  MAX_CO_INTERACTION,
  learnedParts,
  type ScoreFinalFactor,
  scoreFinalFactors,
} from './factors.ts';
export type { CycleFeature, DenseFeature, Feature, NumberFeature, TermsFeature } from './features.ts';
export { readId, readIds } from './request-ids.ts';
export { type Ids, idsOf } from './ids.ts';
export { type InteractionMeaning, interactionMeanings, subjectKeysOf, weightOf } from './interaction-events.ts';
export {
  type Fold,
  type InteractionTraits,
  type SubjectKeys,
  tasteTraits,
  type TasteTrait,
  traitsOf,
} from './interaction-traits.ts';
export type { FollowInteraction, Interaction, Reaction, RepeatInteraction } from './interactions.ts';
export { learnsCoInteraction } from './learning.ts';
export { loadDefinition, presets } from './load-definition.ts';
export { parseDefinition } from './parse-definition.ts';
export { appliedVariety, isLearningApplied, type Ranking, USUAL_RANKING } from './ranking.ts';
export type { RelatedWeights } from './related.ts';
export { largestScore, withoutLearning } from './scoring.ts';
export { type SearchLanguage, type SearchText, searchTextsOf, searchVersionOf, searchWords } from './search.ts';
export { SEED, seedTrait } from './seeds.ts';
export { type SenderRole, sendersOf } from './senders.ts';
export { signalMeanings, signalTraits } from './signals.ts';
export { normaliseTerm } from './normalise-term.ts';
export type { Variety } from './variety.ts';
export { type KnownTerm, vocabularyOf } from './vocabulary.ts';
