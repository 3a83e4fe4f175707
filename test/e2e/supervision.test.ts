import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Run, StartableCheckout } from '../stack/started-by-npm.ts';

const TIMEOUT_MS = 240_000;
/** "ready again within 15 s". */
const READY_AGAIN_MS = 15_000;

let checkout: StartableCheckout;
let run: Run;

beforeAll(async () => {
  checkout = await StartableCheckout.make();
  run = await checkout.npmStart();
}, TIMEOUT_MS);
afterAll(async () => {
  run.child.kill('SIGTERM');
  await checkout.showsNothingLeft().catch(() => {});
  checkout.remove();
}, TIMEOUT_MS);

describe('while npm start runs', { timeout: TIMEOUT_MS }, () => {
  test('a second one says who runs, and leaves that one alone', async () => {
    const second = checkout.supervisor();
    expect(await second.ended).toEqual([1, null]);
    expect(second.output()).toMatch(
      new RegExp(
        `PREREQUISITE_MISSING: Jophiel runs in this checkout already: process ${checkout.supervisorPid()}, since 2.*"kill ${checkout.supervisorPid()}"`,
      ),
    );
    expect(existsSync(`${checkout.path}/.jophiel/running.json`)).toBe(true);
    expect(await checkout.isReady()).toBe(true);
  });

  test.each([
    ['PostgreSQL', () => checkout.postgresPid()],
    ['NATS', () => checkout.natsPid()],
  ])('%s is killed: it comes back with its data, and all services are ready within 15 s', async (name, pidOf) => {
    const before = pidOf();
    process.kill(before, 'SIGKILL');
    const killedAt = Date.now();
    await eventually(() => expect(run.output()).toContain(`${name} is up again after`), READY_AGAIN_MS);
    await eventually(async () => expect(await checkout.isReady()).toBe(true), READY_AGAIN_MS);
    expect(Date.now() - killedAt).toBeLessThan(READY_AGAIN_MS);
    expect(pidOf()).not.toBe(before);
    expect(run.output()).toMatch(
      new RegExp(`${name} ended with SIGKILL; starting it again with its data, on port \\d+`),
    );
  });

  test('the watchdog is killed: another takes its place', async () => {
    const watchdogs = () => checkout.processes().filter(({ command }) => command.includes('watchdog.sh'));
    const [first, ...others] = watchdogs();
    expect(others).toEqual([]);
    process.kill(first!.pid, 'SIGKILL');
    await eventually(() => {
      expect(watchdogs()).toHaveLength(1);
      expect(watchdogs()[0]!.pid).not.toBe(first!.pid);
    });
  });
});

describe('everything stops, the services and both servers,', { timeout: TIMEOUT_MS }, () => {
  test('when npm gets SIGTERM', async () => {
    run.child.kill('SIGTERM');
    await run.ended;
    await checkout.showsNothingLeft();
  });

  test('when npm is killed', async () => {
    run = await checkout.npmStart();
    run.child.kill('SIGKILL');
    await checkout.showsNothingLeft();
    expect(run.output()).toMatch(/npm.* is gone\n(.*\n)*.*stopped\n/);
  });

  test('when the supervisor is killed in the middle of its start', async () => {
    run = checkout.supervisor();
    const closed = once(run.child, 'close');
    await eventually(() => expect(existsSync(`${checkout.path}/.jophiel/data/nats/nats.pid`)).toBe(true));
    run.child.kill('SIGKILL');
    await closed;
    await checkout.showsNothingLeft();
  });
});
