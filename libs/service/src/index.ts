export { CommonSettings, commonSettings } from './common-settings.ts';
export { commonFeatures, logsOf, messagingFeatures } from './features.ts';
export { defineService, hasMessaging, type ServiceManifest, settingPrefix } from './manifest.ts';
export { ownUrlVariable, withOwnUrls } from './own-urls.ts';
export { runProcess } from './run-process.ts';
export type {
  Answer,
  BackgroundWork,
  ContextOf,
  FeatureParts,
  PartsOf,
  RunningService,
  ServiceContext,
  ServiceParts,
} from './service.ts';
export { type Following, type LoggedFollow, startFollowing } from './start-following.ts';
export { DEFAULT_BODY_LIMIT_BYTES, startService } from './start-service.ts';
