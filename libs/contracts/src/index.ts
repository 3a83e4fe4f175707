export { BETWEEN_IDS } from './ids.ts';
export { insideEvents, outsideEvents } from './catalogue.ts';
export { Envelope, OutsideEnvelope } from './envelope.ts';
export type { EventContract, PayloadOf } from './events/event-contract.ts';
export type { RequestContract } from './request-contract.ts';
export {
  audienceChunk,
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
  seedsRecorded,
  signalsChanged,
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
export { DEFAULT_PER_PAGE, FeedQuery, MAX_EXCLUDED } from './http/feed-query.ts';
export { Explain, Explanations, ScoreExplanation } from './http/explanation.ts';
export { type AbsenceCode, absenceCodes, WhyAnswer, WhyParameters } from './http/why.ts';
export { MAX_SIMILAR, SimilarAnswer, SimilarQuery } from './http/similar.ts';
export { TasteAnswer } from './http/taste.ts';
export {
  BoardIdeasAnswer,
  BoardIdeasBody,
  BoardIdeasQuery,
  BoardParameters,
  MAX_BOARD_SAMPLES,
} from './http/boards.ts';
export { SearchAnswer, SearchPointsAnswer, SearchQuery } from './http/search.ts';
export { API_VERSION } from './http/api-version.ts';
export { HealthAnswer } from './http/health.ts';
export { EventResult, EventsAnswer, EventsBody, MAX_EVENTS } from './http/ingestion.ts';
export { MAX_SEED_SAMPLES, MAX_SEED_TERMS, SeedsAccepted, SeedsAnswer, SeedsBody, SeedTerms } from './http/seeds.ts';
export { Problem } from './http/problem.ts';
export {
  BucketAnswer,
  BucketParameters,
  BucketsAnswer,
  ChecksumAnswer,
  type IdsAnswer,
  idsAnswerOf,
  SyncItem,
  type SyncKind,
  syncKinds,
  SyncParameters,
} from './http/sync.ts';
export {
  NEAREST_SUBJECT,
  NearestAnswer,
  NearestBody,
  nearestBounds,
  NearestColumns,
  NearestIds,
  NearestIdsReply,
  NearestQuery,
  nearestRequest,
  SampleNearestAnswer,
  SampleNearestQuery,
  SampleParameters,
} from './http/nearest.ts';
export { allScopes, isScope, type Scope, scopes, withIncluded } from './http/scopes.ts';
