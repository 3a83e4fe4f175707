import type { Logger, Timings } from '@jophiel/observability';
import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

test('a stage within another one gives it back', async () => {
  let time = 0;
  const progress = new Progress({
    logger: { info: () => {} } as unknown as Logger,
    timings: { run: () => ({ add: () => {}, end: () => {} }) } as unknown as Timings,
    clock: () => time,
  });
  await progress.stage('weights', 10, async (done) => {
    time = 1_000;
    done(5);
    await progress.stage('neighbours', 2, async () => {
      expect(progress.current()).toMatchObject({ stage: 'neighbours', done: 0 });
    });
    expect(progress.current()).toEqual({ stage: 'weights', done: 5, total: 10, etaSeconds: 1 });
  });
  expect(progress.current()).toBeUndefined();
});
