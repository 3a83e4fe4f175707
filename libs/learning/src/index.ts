export { decodeNumbers, encodeNumbers } from './numbers-codec.ts';
export { type Voice, voicesAbout } from './voices.ts';
export { type LearnedItem, WeightTable } from './weight-table.ts';
export { decodeWeights, encodeWeights } from './weights-codec.ts';
