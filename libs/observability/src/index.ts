export { type Check, type Health, openHealth } from './health/health.ts';
export {
  type Answered,
  type Logger,
  logOptionsOf,
  type LogOptions,
  type Logs,
  LogSettings,
  logSettings,
  openLogs,
  Tally,
  excludeCredentials,
} from './logs/index.ts';
export { type Metrics, openMetrics } from './metrics/metrics.ts';
export { TimingBook } from './timings/register/book.ts';
export { readProcesses, type RegisteredTimes, readTimes, type TimesQuery } from './timings/register/read-times.ts';
export { TimingRegister, WRITE_EVERY_MS } from './timings/register/register.ts';
export { quantileOf } from './timings/register/slots.ts';
export { storeEntries } from './timings/register/store-entries.ts';
export type { Run } from './timings/run.ts';
export type { TimedProcess } from './timings/timed-process.ts';
export { openTimings, type Timings, timingsInto } from './timings/timings.ts';
