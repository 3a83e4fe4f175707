export { CommonSettings, commonSettings } from './common-settings.ts';
export { runProcess } from './run-process.ts';
export type { BackgroundWork, RunningService, ServiceContext, ServiceParts } from './service.ts';
export { DEFAULT_BODY_LIMIT_BYTES, startService, type ServiceFrame } from './start-service.ts';
