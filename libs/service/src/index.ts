export { CommonSettings, commonSettings } from './common-settings.ts';
export { type FeatureOf, features, frameFeatures, logsOf, messagingFeatures, type ServiceName } from './features.ts';
export { runProcess } from './run-process.ts';
export type { BackgroundWork, FeatureParts, RunningService, ServiceContext, ServiceParts } from './service.ts';
export { type Following, type LoggedFollow, startFollowing } from './start-following.ts';
export { DEFAULT_BODY_LIMIT_BYTES, startService, type ServiceFrame } from './start-service.ts';
