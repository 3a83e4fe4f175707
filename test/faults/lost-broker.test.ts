import { setTimeout as sleep } from 'node:timers/promises';
import { seed } from '@jophiel/local/seed';
import { waitUntilHandled } from '@jophiel/local';
import { type EmbeddedNats, startNats } from '@jophiel/embedded';
import { eventually, temporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { expectEverythingToCountOnce, load, platformSize } from './load.ts';
import type { SentInteraction } from './reference-profiles.ts';

const INTERACTIONS = 1_000;
let stack: RunningStack;
let another: EmbeddedNats | undefined;
const folder = temporaryFolder('another-nats');

beforeAll(async () => {
  stack = await startStack();
  await seed(stack, platformSize, () => {});
  await waitUntilHandled(stack, () => {});
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  await another?.stop();
  folder.remove();
});

test('the broker killed under load and its store lost: everything answered counts once all the same', async () => {
  const ledger: SentInteraction[] = [];
  const loading = load(stack, ledger, INTERACTIONS);
  while (ledger.length < INTERACTIONS / 2) await sleep(10);
  await stack.nats.kill('SIGKILL');
  // Ingestion goes on meanwhile: PostgreSQL has the log and the outbox.
  const during = ledger.length;
  while (ledger.length < during + 50) await sleep(10);
  another = await startNats({
    folder: folder.path,
    port: Number(new URL(stack.natsUrl).port),
    settings: stack.natsAccess.settings,
  });
  await loading;
  await eventually(async () => expect(await republished()).toBeGreaterThan(0), 30_000);
  await waitUntilHandled(stack, () => {});
  await expectEverythingToCountOnce(stack, ledger);
}, 180_000);

/** Events that were published again although the broker had acked them: proof that the fault happened. */
async function republished(): Promise<number> {
  const [row] = await stack.database.query<{ streams: number }>({
    text: `SELECT count(*) AS streams FROM jophiel.ingestion_outbox
           WHERE created_at < (SELECT min(created_at) + interval '100 ms' FROM jophiel.ingestion_outbox)
             AND stream = (SELECT stream FROM jophiel.ingestion_outbox WHERE sent_at IS NOT NULL ORDER BY sent_at DESC LIMIT 1)
             AND sent_at > created_at + interval '1 second'`,
  });
  return row!.streams;
}
