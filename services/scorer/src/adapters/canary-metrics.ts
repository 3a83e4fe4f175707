import type { Metrics } from '@jophiel/observability';

/** Shows how many of the true best the measured feeds hold: the last of them, and the mean as sum over count. */
export function canaryMetrics(metrics: Metrics): { readonly onMeasured: (recall: number) => void } {
  const last = metrics.gauge('canary_recall', 'Share of the true best in the stored feed that was measured last.', []);
  const sum = metrics.counter('canary_recall_sum', 'These shares, summed up.', []);
  const feeds = metrics.counter('canary_feeds_total', 'Stored feeds that were measured.', []);
  return {
    onMeasured: (recall) => {
      last.set(recall);
      sum.inc(recall);
      feeds.inc();
    },
  };
}
