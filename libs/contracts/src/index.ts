export { insideEvents, outsideEvents } from './catalogue.ts';
export { Envelope, OutsideEnvelope } from './envelope.ts';
export type { EventContract, PayloadOf } from './events/event-contract.ts';
export {
  batchChunk,
  batchRequested,
  feedUpdated,
  interactionRecorded,
  profileRebuild,
  profileRefold,
  profileUpdated,
  sampleDeleted,
  sampleRemoved,
  sampleVectorized,
  userDeleted,
} from './events/inside.ts';
export {
  sampleAnalyzed,
  sampleCreated,
  sampleLifecycleDeleted,
  sampleUpdated,
  userCreated,
  userInteraction,
  userLifecycleDeleted,
} from './events/outside.ts';
export {
  FeedAnswer,
  FeedPointsAnswer,
  type FeedSource,
  FeedStreamMessage,
  feedSources,
  PageQuery,
  Pagination,
  UserParameters,
} from './http/feed.ts';
export { HealthAnswer } from './http/health.ts';
export { EventResult, EventsAnswer, MOST_EVENTS } from './http/ingestion.ts';
export { Problem } from './http/problem.ts';
