import { Writable } from 'node:stream';
import pino from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { openMetrics } from '../metrics/metrics.ts';
import { openTimings } from './timings.ts';

let clock = 0;
let lines: Record<string, unknown>[] = [];
beforeEach(() => {
  clock = 0;
  lines = [];
});

function timings() {
  const metrics = openMetrics('test');
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { metrics, timings: openTimings(metrics, pino({ base: null }, sink), () => clock) };
}

test('a run tells its time at 10, 100, 1,000 … items, also when it leaps over them', () => {
  const run = timings().timings.run('vectorise');
  for (const [items, ms] of [
    [9, 90],
    [1, 10],
    [495, 400],
    [700, 500],
  ] as const) {
    clock += ms;
    run.add(items);
  }
  run.end();
  expect(lines.map(({ msg, items, ms, items_per_second }) => [msg, items, ms, items_per_second])).toEqual([
    ['milestone', 10, 100, 100],
    ['milestone', 100, 500, 200],
    ['milestone', 1000, 1000, 1000],
    ['run ended', 1205, 1000, 1205],
  ]);
});

test('a run of a few items leaves no line', () => {
  const run = timings().timings.run('vectorise');
  run.add(3);
  run.end();
  expect(lines).toEqual([]);
});

test('the times stand in the metrics as histograms, those of failed executions too', async () => {
  const { metrics, timings: watch } = timings();
  await watch.measure('fold', async () => {
    clock += 3;
  });
  await expect(
    watch.measure('fold', async () => {
      clock += 30;
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  const run = watch.run('fold');
  clock += 2_000;
  run.add(10);
  const text = await metrics.text();
  expect(text).toContain('jophiel_process_seconds_count{service="test",process="fold"} 2');
  expect(text).toContain('jophiel_process_seconds_bucket{le="0.005",service="test",process="fold"} 1');
  expect(text).toContain('jophiel_run_seconds_sum{service="test",process="fold",items="10"} 2');
});
