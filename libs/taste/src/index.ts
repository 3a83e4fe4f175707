export { type FoldOptions, foldOptionsOf } from './fold-options.ts';
export { type FoldedInteraction, foldedInteraction, type NamedInteraction } from './folded-interaction.ts';
export { type Follow, followKeyText } from './follow.ts';
export { type PositiveItem, positiveItems, type PositiveItemsOptions } from './positive-items.ts';
export { addSeedTerms, foldSeeds, latestSeeds, type Seeds, seedSignals } from './seeds.ts';
export { type Signal, type SignalKey, signalKeyText } from './signal.ts';
export { foldSums, type SignalWithVector, type TasteProfile } from './taste-profile.ts';
export { type FoldContext, foldInteraction, hasChanged, signalKeyOf, stateOf, type UserState } from './user-state.ts';
