export { type Check, type Health, openHealth } from './health/health.ts';
export { type Logger, type LogOptions, type Logs, openLogs } from './logs/logs.ts';
export { type Metrics, openMetrics } from './metrics/metrics.ts';
export { openTimings, type Run, type Timings } from './timings/timings.ts';
