import { setTimeout as sleep } from 'node:timers/promises';
import { seed } from '@jophiel/local/seed';
import { waitUntilHandled, waitUntilReady } from '@jophiel/local';
import { startPostgres } from '@jophiel/embedded';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { expectFeedsToBeCurrent } from './current-feeds.ts';
import { rankedAlone } from '../stack/ranked-alone.ts';
import { expectEverythingToCountOnce, load, platformSize } from './load.ts';
import type { SentInteraction } from './reference-profiles.ts';

const INTERACTIONS = 1_000;
/** How long PostgreSQL stays away. */
const AWAY_MS = 2_000;
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack({ domain: rankedAlone(), durable: true });
  await seed(stack, platformSize, () => {});
  await waitUntilHandled(stack, () => {});
}, 120_000);
afterAll(async () => stack?.stop());

test('PostgreSQL killed under load: everything answered counts once, and no event became a dead letter', async () => {
  const ledger: SentInteraction[] = [];
  const loading = load(stack, ledger, INTERACTIONS);
  while (ledger.length < INTERACTIONS / 2) await sleep(10);
  await stack.postgres.kill('SIGKILL');
  const answeredWhileAway = ledger.length;
  await sleep(AWAY_MS);
  expect(ledger.length - answeredWhileAway).toBeLessThan(INTERACTIONS / 10);
  stack.postgres = await startPostgres({
    folder: stack.postgres.folder,
    port: Number(new URL(stack.databaseUrl).port),
    durable: true,
  });
  await loading;
  await waitUntilReady(stack, 60_000);
  await waitUntilHandled(stack, () => {});

  await expectEverythingToCountOnce(stack, ledger);
  await expectFeedsToBeCurrent(stack);
  const letters = await stack.database.query({
    text: `SELECT consumer, code, reason FROM jophiel.ingestion_dead_letters
           UNION ALL SELECT consumer, code, reason FROM jophiel.vectorizer_dead_letters
           UNION ALL SELECT consumer, code, reason FROM jophiel.profile_dead_letters
           UNION ALL SELECT consumer, code, reason FROM jophiel.scorer_dead_letters`,
  });
  expect(letters).toEqual([]);
}, 420_000);

test('the server that `durable: true` starts waits for the disk', async () => {
  const [settings] = await stack.database.query({
    text: `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
             current_setting('full_page_writes') AS full_page_writes`,
  });
  expect(settings).toEqual({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' });
});
