import { expect, test } from 'vitest';
import { parseMetrics } from '../stack/metrics.ts';
import { table } from '../terminal/index.ts';
import { histogramRows } from './timings.ts';

const text = `# HELP jophiel_process_seconds Time.
# TYPE jophiel_process_seconds histogram
jophiel_process_seconds_bucket{le="0.001",service="scorer",process="a \\"b\\""} 50
jophiel_process_seconds_bucket{le="0.01",service="scorer",process="a \\"b\\""} 94
jophiel_process_seconds_bucket{le="+Inf",service="scorer",process="a \\"b\\""} 100
jophiel_process_seconds_sum{service="scorer",process="a \\"b\\""} 0.4
jophiel_process_seconds_count{service="scorer",process="a \\"b\\""} 100
jophiel_process_seconds_count{service="scorer",process="never"} 0
jophiel_feeds 12
`;

test('the text of metrics is read: names, labels and values', () => {
  const samples = parseMetrics(text);
  expect(samples).toHaveLength(7);
  expect(samples[0]).toEqual({
    name: 'jophiel_process_seconds_bucket',
    labels: { le: '0.001', service: 'scorer', process: 'a \\"b\\"' },
    value: 50,
  });
  expect(samples.at(-1)).toEqual({ name: 'jophiel_feeds', labels: {}, value: 12 });
});

test('a histogram becomes a row: times, mean, and quantiles up to the edge of a bucket', () => {
  expect(histogramRows(parseMetrics(text), 'jophiel_process_seconds', ['process'])).toEqual([
    ['scorer', 'a \\"b\\"', 100, '4.00', '1.00', 'more', 'more'],
  ]);
});

test('a table stands in columns, numbers right, each under its heading', () => {
  const rows = [
    ['scorer', 1_234],
    ['api', 5],
  ] as const;
  expect(table(['service', 'times'], rows).split('\n')).toEqual([
    'service  times',
    '───────  ─────',
    'scorer   1,234',
    'api          5',
  ]);
  expect(table(['service', 'times'], [])).toBe('service  times\n───────  ─────');
});
