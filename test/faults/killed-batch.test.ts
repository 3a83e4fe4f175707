import { setTimeout as sleep } from 'node:timers/promises';
import { fetchWithKey } from '@jophiel/local';
import { eventually } from '@jophiel/testing';
import { layoutOf } from '@jophiel/vectors';
import { loadDefinition } from '@jophiel/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

const USERS = 3_000;
/** What a killed process had on loan comes again after fifteen seconds. */
const TIMEOUT_MS = 60_000;
/** With a period of a millennium, the clock of the scorer has asked for its only run already. */
const MILLENNIUM_MINUTES = '525600000';
const ONLY_PERIOD = 'clock-1970-01-01T00:00:00.000Z';
let stack: RunningStack;

beforeAll(async () => {
  const layout = layoutOf(loadDefinition('audio').features).id;
  stack = await startStack({
    environment: { BATCH_EVERY_MINUTES: MILLENNIUM_MINUTES },
    prepare: async (database) => {
      await database.execute({
        text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
               SELECT number::text, 1, $1, '{}', '{}' FROM generate_series(1, $2::int) AS number`,
        values: [layout, USERS],
      });
      await database.execute({
        text: `INSERT INTO batch_runs (run_id, requested_at, reasons) VALUES ($1, now(), '{}')`,
        values: [ONLY_PERIOD],
      });
    },
  });
}, 120_000);
afterAll(async () => stack.stop());

interface Run {
  readonly run_id: string;
  readonly users: number;
  readonly done: number;
  readonly changed: number;
  readonly finished_at: string | null;
}

const ask = async (path: string, init?: RequestInit) =>
  (await (await fetchWithKey(`${stack.services.scorer}/v1/batch${path}`, init)).json()) as Run;

test('a run whose scorer is killed in the middle ends, with one feed for every user', async () => {
  const { run_id } = await ask('', { method: 'POST' });
  const begun = await eventually(async () => {
    const run = await ask(`/${run_id}`);
    if (run.done === 0) throw new Error('nothing is done yet');
    return run;
  });
  process.kill(stack.processes.scorer.pid!, 'SIGKILL');
  expect(begun.done).toBeLessThan(USERS);
  const ended = await eventually(async () => {
    const run = await ask(`/${run_id}`);
    if (typeof run.finished_at !== 'string') throw new Error(`${run.done} of ${run.users} are done`);
    return run;
  }, TIMEOUT_MS);
  expect(ended).toMatchObject({ users: USERS, done: USERS, changed: USERS });
  await sleep(200);
  const feeds = await stack.database.query({
    text: 'SELECT version, count(*) AS users FROM user_feed_recommendations GROUP BY version',
  });
  expect(feeds).toEqual([{ version: 1, users: USERS }]);
}, 120_000);
