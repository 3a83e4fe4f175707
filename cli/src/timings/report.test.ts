import type { RegisteredTimes } from '@jophiel/observability';
import { expect, test } from 'vitest';
import { processReports, processTable, runReports, runTable } from './report.ts';

const base = {
  service: 'profile',
  process: 'fold',
  first_at: new Date('2026-11-30T10:00:00Z'),
  last_at: new Date('2026-11-30T11:00:00Z'),
};
/** Of 100 executions, 50 took up to 1.024 ms, 45 up to 4.096, the others up to 1,048. */
const executions: RegisteredTimes = {
  ...base,
  until_items: 0,
  times: 100,
  items: 3_000,
  total_ms: 2_500,
  min_ms: 0.9,
  max_ms: 1_000,
  slots: [40, 48, 80],
  slot_times: [50, 45, 5],
};
const until100: RegisteredTimes = {
  ...base,
  until_items: 100,
  times: 2,
  items: 0,
  total_ms: 400,
  min_ms: 150,
  max_ms: 250,
  slots: [70, 72],
  slot_times: [1, 1],
};
const running: RegisteredTimes = {
  ...base,
  process: 'batch',
  until_items: 0,
  times: 0,
  items: 512,
  total_ms: 0,
  min_ms: null,
  max_ms: null,
  slots: [],
  slot_times: [],
};

test('"Registro de tiempo detallado": a process has its count, total, least, mean, quantiles and longest time', () => {
  expect(processReports([executions, until100])).toEqual([
    {
      service: 'profile',
      process: 'fold',
      times: 100,
      items: 3_000,
      total_ms: 2_500,
      mean_ms: 25,
      min_ms: 0.9,
      p50_ms: 1.024,
      p95_ms: 4.096,
      p99_ms: 1_000,
      max_ms: 1_000,
      first_at: '2026-11-30T10:00:00.000Z',
      last_at: '2026-11-30T11:00:00.000Z',
    },
  ]);
});

test('and for each 10, 100, 1,000 … items the time of its runs, and their rate', () => {
  expect(runReports([executions, until100])).toMatchObject([
    { process: 'fold', items: 100, runs: 2, mean_ms: 200, min_ms: 150, max_ms: 250, items_per_second: 500 },
  ]);
});

test('an open run has items and no time', () => {
  expect(processReports([running])).toMatchObject([{ process: 'batch', times: 0, items: 512, mean_ms: null }]);
});

test('tables have a line per process and run', () => {
  expect(processTable(processReports([executions, running])).split('\n')).toEqual([
    'service  process  times  items  total s  mean  min    p50 ≤  p95 ≤  p99 ≤  max',
    '───────  ───────  ─────  ─────  ───────  ────  ─────  ─────  ─────  ─────  ────',
    'profile  fold       100  3,000  2.5      25.0  0.900  1.02   4.10   1000   1000',
    'profile  batch        0    512  0.0',
  ]);
  expect(
    runTable(runReports([until100]))
      .split('\n')
      .at(-1),
  ).toBe('profile  fold       100     2  200   150  185    250    250    250  500');
});
