/** A Jophiel that runs, here or elsewhere: where it is, how to ask it, how to wait for it. */
export { namedLogins } from './access/logins.ts';
export { natsUsers } from './access/nats-users.ts';
export { randomPassword } from './access/random-password.ts';
export { natsPasswordVariable, passwordVariables, postgresPasswordVariable } from './access/variables.ts';
export { audienceIn, CliSettings, KeySettings } from './stack/config.ts';
export { withCorrelationId } from './stack/correlation.ts';
export { connectAsInstaller, databaseUrlOf, install, installStreams, pendingMigrations } from './stack/install.ts';
export { fetchWithKey, keyHeaders, rememberKey } from './stack/key.ts';
export { readMetrics, type Sample } from './stack/metrics.ts';
export { request } from './stack/request.ts';
export { type SendTotals, sendEvents } from './stack/send-events.ts';
export { consumingServices, manifests, portOf, type ServiceName, serviceNames, urlVariable } from './stack/services.ts';
export { developmentFiles, findStack, localFolder, repository, type Stack } from './stack/stack.ts';
export { type CommandRun, timedCommand } from './stack/timed-command.ts';
export { waitUntilHandled } from './stack/wait-until-handled.ts';
export { waitUntilReady } from './stack/wait-until-ready.ts';
export { print, Progress, table } from './terminal/index.ts';
export { DEVELOPMENT_ISSUER } from './access/development-access.ts';
