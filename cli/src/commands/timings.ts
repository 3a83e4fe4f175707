import { type Sample, readMetrics } from '../stack/metrics.ts';
import { serviceNames, findStack } from '../stack/stack.ts';
import { print, table } from '../terminal/index.ts';

/** The times of every process and of every run over items, of all services, since they started. */
export async function timings(): Promise<void> {
  const stack = findStack();
  const answers = await Promise.allSettled(serviceNames.map(async (name) => readMetrics(stack.services[name])));
  const samples = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  for (const [index, answer] of answers.entries())
    if (answer.status === 'rejected') print(`${serviceNames[index]} does not answer`);
  print('processes, ms');
  print(
    table(
      ['service', 'process', 'times', 'mean', 'p50 ≤', 'p95 ≤', 'p99 ≤'],
      histogramRows(samples, 'jophiel_process_seconds', ['process']),
    ),
  );
  print('\nrequests, ms');
  print(
    table(
      ['service', 'route', 'status', 'times', 'mean', 'p50 ≤', 'p95 ≤', 'p99 ≤'],
      histogramRows(samples, 'jophiel_http_request_seconds', ['route', 'status']),
    ),
  );
  print('\nruns over items, ms until so many were done');
  print(
    table(
      ['service', 'process', 'items', 'runs', 'mean', 'p50 ≤', 'p95 ≤', 'p99 ≤'],
      histogramRows(samples, 'jophiel_run_seconds', ['process', 'items']),
    ),
  );
}

/** One row per combination of labels: count, mean and quantiles, which a histogram knows up to the edge of a bucket. */
export function histogramRows(
  samples: readonly Sample[],
  name: string,
  labels: readonly string[],
): (string | number)[][] {
  const groups = new Map<
    string,
    { readonly labels: string[]; count: number; sum: number; buckets: [edge: number, count: number][] }
  >();
  for (const sample of samples.filter((each) => each.name.startsWith(`${name}_`))) {
    const own = ['service', ...labels].map((label) => sample.labels[label] ?? '');
    const key = own.join('\u0000');
    const group = groups.get(key) ?? { labels: own, count: 0, sum: 0, buckets: [] };
    groups.set(key, group);
    if (sample.name === `${name}_count`) group.count += sample.value;
    if (sample.name === `${name}_sum`) group.sum += sample.value;
    if (sample.name === `${name}_bucket`)
      group.buckets.push([Number(sample.labels.le!.replace('+Inf', 'Infinity')), sample.value]);
  }
  return [...groups.values()]
    .filter(({ count }) => count > 0)
    .map(({ labels: own, count, sum, buckets }) => {
      const quantile = (share: number) => buckets.find(([, below]) => below >= share * count)![0];
      return [...own, count, ...[sum / count, quantile(0.5), quantile(0.95), quantile(0.99)].map(inMilliseconds)];
    });
}

function inMilliseconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'more';
  const ms = seconds * 1000;
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}
