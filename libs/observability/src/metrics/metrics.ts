import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds, from 0.1 ms for a cached read to minutes for a batch. */
const BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800,
];

export interface Metrics {
  counter<Label extends string>(name: string, help: string, labels: readonly Label[]): Counter<Label>;
  gauge<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
    read?: () => Promise<void> | void,
  ): Gauge<Label>;
  histogram<Label extends string>(name: string, help: string, labels: readonly Label[]): Histogram<Label>;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** The metrics of one process, with the prefix `jophiel_`. */
export function openMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const common = (name: string, help: string) => ({ name: `jophiel_${name}`, help, registers: [registry] });
  return {
    counter: (name, help, labels) => new Counter({ ...common(name, help), labelNames: labels }),
    gauge: (name, help, labels, read) => {
      const gauge = new Gauge({
        ...common(name, help),
        labelNames: labels,
        // A gauge that cannot be read now is absent; the other metrics must not fail.
        collect: async () => {
          await Promise.resolve(read?.()).catch(() => gauge.reset());
        },
      });
      return gauge;
    },
    histogram: (name, help, labels) => new Histogram({ ...common(name, help), labelNames: labels, buckets: BUCKETS }),
    text: async () => registry.metrics(),
    contentType: registry.contentType,
  };
}
