import type { Metrics } from '@jophiel/observability';

/** Shows the recall of measured feeds: the last one, and the mean as sum over count. */
export function canaryMetrics(metrics: Metrics): { readonly onMeasured: (recall: number) => void } {
  const last = metrics.gauge(
    'canary_recall',
    'Recall of the stored feed measured last: the share of the true best in it.',
    [],
  );
  const sum = metrics.counter('canary_recall_sum', 'Sum of the recalls of all measured feeds.', []);
  const feeds = metrics.counter('canary_feeds_total', 'Measured stored feeds.', []);
  return {
    onMeasured: (recall) => {
      last.set(recall);
      sum.inc(recall);
      feeds.inc();
    },
  };
}
