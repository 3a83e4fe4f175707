import { readFileSync } from 'node:fs';
import { type Logger, type Logs, openLogs } from '@jophiel/observability';
import { eventually, temporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepRunning } from './keep-running.ts';

const folder = temporaryFolder('service');
let logs: Logs;
let logger: Logger;

beforeAll(async () => {
  logs = await openLogs({ service: 'test', level: 'warn', folder: folder.path, rotateAtBytes: 1e6, keep: 1 });
  logger = await logs.feature('test');
});
afterAll(() => {
  logs.close();
  folder.remove();
});

const never = new AbortController().signal;

test('work that ends is not restarted', async () => {
  let times = 0;
  await keepRunning(async () => void (times += 1), never, logger);
  expect(times).toBe(1);
});

test('work that fails is restarted until it ends, and each failure is logged', async () => {
  let times = 0;
  await keepRunning(
    async () => {
      times += 1;
      if (times < 3) throw new Error(`failure ${times}`);
    },
    never,
    logger,
  );
  expect(times).toBe(3);
  await eventually(() => {
    const lines = readFileSync(`${folder.path}/test.log`, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'warn', err: { message: 'failure 1' } },
      { level: 'warn', err: { message: 'failure 2' } },
    ]);
  });
});

test('a stop ends it, at work and in the pause after a failure', async () => {
  for (const inPause of [false, true]) {
    const stopping = new AbortController();
    let times = 0;
    await keepRunning(
      async () => {
        times += 1;
        if (inPause) setTimeout(() => stopping.abort(), 10);
        else stopping.abort();
        throw new Error('stopped in the middle');
      },
      stopping.signal,
      logger,
    );
    expect(times).toBe(1);
  }
});

test('work that is stopped before its start does nothing', async () => {
  let times = 0;
  await keepRunning(async () => void (times += 1), AbortSignal.abort(), logger);
  expect(times).toBe(0);
});
