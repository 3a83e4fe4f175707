import { Writable } from 'node:stream';
import pino from 'pino';
import { beforeEach, describe, expect, test, vi } from 'vitest';
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
  return { metrics, timings: openTimings(metrics, pino({ base: null }, sink), [], () => clock) };
}

test('a run reports its time at 10, 100, 1,000 … items, also when it skips some', () => {
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

test('a run of a few items is not logged', () => {
  const run = timings().timings.run('vectorise');
  run.add(3);
  run.end();
  expect(lines).toEqual([]);
});

test('the metrics have the times as histograms, failed executions included', async () => {
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

test("a run's time ends with its last item, even when it is ended later, and counts as one execution", async () => {
  const { metrics, timings: watch } = timings();
  const run = watch.run('batch');
  clock += 500;
  run.add(20);
  clock += 60_000;
  run.end();
  run.end();
  expect(lines.at(-1)).toMatchObject({ msg: 'run ended', items: 20, ms: 500 });
  expect(await metrics.text()).toContain('jophiel_process_seconds_sum{service="test",process="batch"} 0.5');
});

test('open runs are reported when a service stops', () => {
  const { timings: watch } = timings();
  watch.run('batch').add(20);
  watch.close();
  expect(lines.map(({ msg, items }) => [msg, items])).toEqual([
    ['milestone', 10],
    ['run ended', 20],
  ]);
});

describe('a process that works in bursts', () => {
  test('has a run for each burst: from its first execution until a second without one', async () => {
    vi.useFakeTimers();
    const process = timings().timings.process('fold');
    const execute = async (items: number, ms: number) =>
      process.measure(async () => {
        clock += ms;
        process.add(items);
      });
    await execute(4, 100);
    vi.advanceTimersByTime(900);
    clock += 900;
    await execute(6, 200);
    vi.advanceTimersByTime(1_100);
    clock += 1_100;
    await execute(10, 50);
    process.end();
    vi.useRealTimers();
    expect(lines.map(({ msg, items, ms }) => [msg, items, ms])).toEqual([
      ['milestone', 10, 1_200],
      ['run ended', 10, 1_200],
      ['milestone', 10, 50],
      ['run ended', 10, 50],
    ]);
  });

  test('is not idle while an execution takes longer than a second', async () => {
    vi.useFakeTimers();
    const process = timings().timings.process('fold');
    const slow = Promise.withResolvers<void>();
    const first = process.measure(async () => process.add(5));
    const second = process.measure(async () => slow.promise);
    await first;
    vi.advanceTimersByTime(5_000);
    clock += 5_000;
    process.add(5);
    slow.resolve();
    await second;
    vi.useRealTimers();
    expect(lines).toMatchObject([{ msg: 'milestone', items: 10, ms: 5_000 }]);
  });

  test('a failed execution is timed, and its error is passed on', async () => {
    const { metrics, timings: watch } = timings();
    const failing = watch.process('fold').measure(async () => {
      clock += 3;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await metrics.text()).toContain('jophiel_process_seconds_sum{service="test",process="fold"} 0.003');
  });
});
