export { decodeNumbers, encodeNumbers } from './numbers-codec.ts';
export { type NumberedItem, type Voice, voicesAbout } from './voices.ts';
export { type CoInteractionSums, type LearnedItem, type LikedItem, WeightTable } from './weight-table.ts';
export { decodeWeights, encodeWeights, type LearnedWeights } from './weights-codec.ts';
