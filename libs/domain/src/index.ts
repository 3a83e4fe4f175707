export type { DomainDefinition } from './definition.ts';
export type { CycleFeature, DenseFeature, Feature, NumberFeature, TermsFeature } from './features.ts';
export { type Ids, idsOf } from './ids.ts';
export { type InteractionMeaning, interactionMeanings } from './interaction-events.ts';
export type { FollowInteraction, Interaction, Reaction, RepeatInteraction } from './interactions.ts';
export { loadDefinition, presets } from './load-definition.ts';
export { parseDefinition } from './parse-definition.ts';
export { normaliseTerm } from './normalise-term.ts';
export { type KnownTerm, vocabularyOf } from './vocabulary.ts';
