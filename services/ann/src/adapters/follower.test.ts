import { eventually } from '@jophiel/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Follower } from './follower.ts';

let done: string[];
let failures: number;
let catchingUp: Promise<void> | undefined;
let follower: Follower;
let stop: AbortController;
let running: Promise<void>;

beforeEach(() => {
  [done, failures, catchingUp] = [[], 0, undefined];
  follower = new Follower({
    indexes: {
      apply: async (ids) => {
        if (failures-- > 0) throw new Error('PostgreSQL is away');
        done.push(ids.join());
      },
      catchUp: async () => {
        if (failures-- > 0) throw new Error('PostgreSQL is away');
        done.push('compared');
        await catchingUp;
        return 0;
      },
    },
    onFilled: async () => void done.push('filled'),
    onPause: () => {},
    catchUpEveryMs: 60_000,
    onCaughtUp: () => {},
    clock: () => performance.now(),
  });
  stop = new AbortController();
  running = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await running;
});

const reaches = async (...all: string[]) => eventually(() => expect(done).toEqual(all));

test('it compares everything first, then reads changed samples', async () => {
  follower.sampleChanged('1');
  expect(follower.isCaughtUp).toBe(false);
  running = follower.run(stop.signal);
  await reaches('compared', 'filled', '1');
  expect(follower.isCaughtUp).toBe(true);
  expect(await follower.filled(stop.signal)).toBe(true);
  follower.sampleChanged('2');
  await reaches('compared', 'filled', '1', '2');
});

test('after a gap it is caught up only when everything was compared again', async () => {
  running = follower.run(stop.signal);
  await reaches('compared', 'filled');
  const finish = Promise.withResolvers<void>();
  catchingUp = finish.promise;
  follower.mayHaveMissed();
  await reaches('compared', 'filled', 'compared');
  expect(follower.isCaughtUp).toBe(false);
  finish.resolve();
  await eventually(() => expect(follower.isCaughtUp).toBe(true));
});

test('a gap during a comparison causes another one', async () => {
  const finish = Promise.withResolvers<void>();
  catchingUp = finish.promise;
  running = follower.run(stop.signal);
  await reaches('compared');
  follower.mayHaveMissed();
  finish.resolve();
  await eventually(() => expect(done).toEqual(['compared', 'filled', 'compared']));
});

test('a failed comparison or change is repeated by the next run', async () => {
  failures = 1;
  await expect(follower.run(stop.signal)).rejects.toThrow('PostgreSQL is away');
  expect([follower.isCaughtUp, done]).toEqual([false, []]);
  running = follower.run(stop.signal);
  await reaches('compared', 'filled');
  failures = 1;
  follower.sampleChanged('1');
  await expect(running).rejects.toThrow('PostgreSQL is away');
  running = follower.run(stop.signal);
  await reaches('compared', 'filled', 'compared', '1');
});

test('filled() returns when the service stops before the first comparison ends', async () => {
  const filled = follower.filled(stop.signal);
  stop.abort();
  expect(await filled).toBe(false);
});
