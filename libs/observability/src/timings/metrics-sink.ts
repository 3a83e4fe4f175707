import type { Metrics } from '../metrics/metrics.ts';
import type { TimingSink } from './sink.ts';

/** Times as Prometheus histograms. */
export function metricsSink(metrics: Metrics): TimingSink {
  const executions = metrics.histogram('process_seconds', 'Time of one execution of a process.', ['process']);
  const milestones = metrics.histogram('run_seconds', 'Time of a run until it reached this number of items.', [
    'process',
    'items',
  ]);
  const items = metrics.counter('run_items_total', 'Items processed by runs.', ['process']);
  return {
    execution: (process, ms) => executions.observe({ process }, ms / 1000),
    single: (process, startedAt, endedAt) => executions.observe({ process }, (endedAt - startedAt) / 1000),
    items: (process, count) => items.inc({ process }, count),
    milestone: (process, count, ms) => milestones.observe({ process, items: String(count) }, ms / 1000),
    runEnded() {},
  };
}
