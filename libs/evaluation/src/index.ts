export { recallAt } from './recall-at.ts';
