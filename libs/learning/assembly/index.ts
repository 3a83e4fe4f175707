export { addCosines } from './cosines';
export { solve } from './solve';
