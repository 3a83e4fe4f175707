export { addContribution, advance, type DecayedSums, decay, emptySums, tasteAt } from './decayed-sums.ts';
export type { Metadata } from './encoders/encoder.ts';
export { numberTokensBetween, readNumber } from './encoders/number-tokens.ts';
export { type PreferredNumber, preferredNumber } from './encoders/preferred-number.ts';
export { type StrongTerm, strongTermsOf } from './encoders/strong-terms.ts';
export { type Layout, layoutOf } from './layout.ts';
export { cachedByText } from './cached-by-text.ts';
export { similarityByBlock } from './similarity-by-block.ts';
export {
  addScaled,
  dotDense,
  dotSparse,
  emptyVector,
  meanDirection,
  norm,
  type SparseVector,
  toDense,
  writeDense,
} from './sparse-vector.ts';
export { TopK } from './top-k.ts';
export { decodeSums, decodeTaste, decodeVector, encodeSums, encodeTaste, encodeVector } from './vector-bytes.ts';
export { VectorPage } from './vector-page.ts';
export { type Terms, vectoriseTerms } from './vectorise-terms.ts';
export { type FeatureToken, tokenLabel, tokenName, tokenVector, vectorise, type VectorisedItem } from './vectorise.ts';
