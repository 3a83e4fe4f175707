export { excludeCredentials } from './credentials.ts';
export { logOptionsOf, LogSettings, logSettings } from './log-settings.ts';
export { type Logger, type LogOptions, type Logs, openLogs } from './logs.ts';
export { type Answered, Tally } from './tally.ts';
