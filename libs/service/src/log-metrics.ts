import type { Logs, Metrics } from '@jophiel/observability';

export function watchLogs(metrics: Metrics, logs: Pick<Logs, 'onLost'>): void {
  const lost = metrics.counter('log_lines_lost_total', 'Log lines that could not be written, by log.', ['log']);
  lost.inc({ log: 'central' }, 0);
  logs.onLost((log, lines) => lost.inc({ log }, lines));
}
