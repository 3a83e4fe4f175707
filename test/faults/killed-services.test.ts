import { setTimeout as sleep } from 'node:timers/promises';
import { seed } from '@jophiel/local/seed';
import { serviceNames, waitUntilHandled, waitUntilReady } from '@jophiel/local';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { expectFeedsToBeCurrent } from './current-feeds.ts';
import { rankedAlone } from '../stack/ranked-alone.ts';
import { expectEverythingToCountOnce, load, platformSize } from './load.ts';
import type { SentInteraction } from './reference-profiles.ts';

const INTERACTIONS = 2_000;
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack({ domain: rankedAlone() });
  await seed(stack, platformSize, () => {});
  await waitUntilHandled(stack, () => {});
}, 120_000);
afterAll(async () => stack.stop());

test('every service killed once under load: what was answered is in the log once, and the profiles are the fold of it', async () => {
  const ledger: SentInteraction[] = [];
  const restarts = new Map<string, number>();
  const loading = load(stack, ledger, INTERACTIONS);
  for (const name of serviceNames) {
    const reached = Math.round((INTERACTIONS * (serviceNames.indexOf(name) + 1)) / (serviceNames.length + 1));
    while (ledger.length < reached) await sleep(10);
    const pid = stack.processes[name].pid!;
    process.kill(pid, 'SIGKILL');
    await eventually(async () => expect(stack.processes[name].pid).not.toBe(pid), 30_000);
    await waitUntilReady(stack, 30_000);
    restarts.set(name, 1);
  }
  await loading;
  expect([...restarts.values()]).toEqual(serviceNames.map(() => 1));
  expect(ledger.length).toBe(INTERACTIONS);
  await waitUntilHandled(stack, () => {});

  await expectEverythingToCountOnce(stack, ledger);
  await expectFeedsToBeCurrent(stack);
}, 180_000);
