export { JophielClient, type ClientOptions, type FeedOptions } from './client.ts';
export { JophielProblem } from './problem.ts';
export type { NewEvent, SendReport } from './send-events.ts';
