import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { repository, waitUntilHandled } from '@jophiel/local';
import { seed } from '@jophiel/local/seed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

/** Two systems at once. */
const TIMEOUT_MS = 300_000;
let stack: RunningStack;
let before: unknown;

beforeAll(async () => {
  stack = await startStack();
  await seed(stack, { users: 50, samples: 500, interactions: 2_500, seed: 5, now: Date.now() }, () => {});
  await waitUntilHandled(stack, () => {});
  before = await counts();
});
afterAll(async () => stack.stop());

const counts = async () =>
  stack.database.query({
    text: `SELECT (SELECT count(*) FROM jophiel.user_interactions) AS interactions,
                  (SELECT max(version) FROM jophiel.user_taste_profiles) AS version`,
  });

test(
  '"on the operator\'s own log, through the served path": a system of its own learns what was before the split',
  async () => {
    const [{ split_at }] = (await stack.database.query<{ split_at: Date }>({
      text: `SELECT percentile_disc(.7) WITHIN GROUP (ORDER BY occurred_at) AS split_at FROM jophiel.user_interactions`,
    })) as [{ split_at: Date }];
    const file = `${stack.folder}/report.json`;
    const args = ['eval', '--from-log', '--split-at', split_at.toISOString(), '--json', file];
    const child = spawn(process.execPath, [`${repository}cli/src/main.ts`, ...args], {
      env: { ...process.env, DATABASE_URL: stack.databaseUrl, LOG_FOLDER: 'off', JOPHIEL_DOMAIN: 'audio' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    const { facts, systems } = JSON.parse(readFileSync(file, 'utf8')) as {
      facts: Record<string, number>;
      systems: { name: string; means: Record<string, { mean: number }> }[];
    };
    expect(facts['users tested']).toBeGreaterThan(10);
    const recall = new Map(systems.map(({ name, means }) => [name, means.recall!.mean]));
    // The imaginary users have tastes, so what is served beats chance.
    expect(recall.get('audio')).toBeGreaterThan(recall.get('random')!);
    expect(await counts()).toEqual(before);
  },
  TIMEOUT_MS,
);
