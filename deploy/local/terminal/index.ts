export { print } from './print.ts';
export { Progress } from './progress.ts';
export { table } from './table.ts';
