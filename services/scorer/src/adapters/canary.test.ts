import { eventually } from '@jophiel/testing';
import { expect, test } from 'vitest';
import { Canary, type CanaryOptions } from './canary.ts';

const measured: (string | number)[] = [];

async function run(options: Partial<CanaryOptions>, work: (canary: Canary) => Promise<void> | void): Promise<void> {
  measured.length = 0;
  const canary = new Canary({
    share: 1,
    pauseMs: 0,
    random: () => 0.5,
    measure: async (userId) => {
      measured.push(userId);
      return userId === 'unknown' ? undefined : 0.75;
    },
    onMeasured: (recall) => measured.push(recall),
    ...options,
  });
  const stop = new AbortController();
  const running = canary.run(stop.signal);
  await work(canary);
  stop.abort();
  await running;
}

test('feeds are measured one at a time, each user once; unmeasurable feeds are skipped', async () => {
  await run({}, async (canary) => {
    for (const user of ['one', 'one', 'unknown', 'two']) canary.feedStored(user);
    await eventually(() => expect(measured).toEqual(['one', 0.75, 'unknown', 'two', 0.75]));
  });
});

test('only the configured share is measured', async () => {
  const draws = [0.1, 0.3, 0.2];
  await run({ share: 0.25, random: () => draws.shift()! }, async (canary) => {
    for (const user of ['one', 'two', 'three']) canary.feedStored(user);
    await eventually(() => expect(measured).toEqual(['one', 0.75, 'three', 0.75]));
  });
});

test('at most ten feeds wait for their measurement', async () => {
  const first = Promise.withResolvers<number>();
  const seen: string[] = [];
  const measure = async (userId: string) => {
    seen.push(userId);
    return first.promise;
  };
  await run({ measure }, async (canary) => {
    canary.feedStored('first');
    await eventually(() => expect(seen).toEqual(['first']));
    for (let user = 0; user < 1_000; user++) canary.feedStored(String(user));
    first.resolve(1);
    await eventually(() => expect(seen.length).toBe(11));
    await eventually(() => expect(measured.length).toBe(11));
  });
  expect(seen.length).toBe(11);
});
