import type { Metrics } from '@jophiel/observability';
import type { Indexes } from '../use-cases/indexes.ts';

export function annMetrics(metrics: Metrics, indexes: Indexes): { readonly onAnswered: (queries: number) => void } {
  const samples = metrics.gauge('ann_samples', 'Samples in the index, by layout.', ['layout', 'engine'], () => {
    samples.reset();
    for (const { layout, engine } of indexes.all) samples.set({ layout, engine: engine.name }, engine.size());
  });
  const memory = metrics.gauge('ann_index_bytes', 'Memory of the indexes, by layout.', ['layout'], () => {
    memory.reset();
    for (const { layout, engine } of indexes.all) memory.set({ layout }, engine.memory());
  });
  const queries = metrics.counter('ann_queries_total', 'Answered queries.', []);
  return { onAnswered: (count) => queries.inc(count) };
}
