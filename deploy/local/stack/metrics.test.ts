import { expect, test } from 'vitest';
import { parseMetrics } from './metrics.ts';

const text = `# HELP jophiel_process_seconds Time.
# TYPE jophiel_process_seconds histogram
jophiel_process_seconds_bucket{le="0.001",service="scorer",process="a \\"b\\""} 50
jophiel_process_seconds_sum{service="scorer",process="a \\"b\\""} 0.4
jophiel_feeds 12
`;

test('parses names, labels and values of metrics', () => {
  const samples = parseMetrics(text);
  expect(samples).toHaveLength(3);
  expect(samples[0]).toEqual({
    name: 'jophiel_process_seconds_bucket',
    labels: { le: '0.001', service: 'scorer', process: 'a \\"b\\"' },
    value: 50,
  });
  expect(samples.at(-1)).toEqual({ name: 'jophiel_feeds', labels: {}, value: 12 });
});
