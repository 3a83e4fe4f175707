export { decodeWeights, encodeWeights, type LearnedWeights } from './weights-codec.ts';
