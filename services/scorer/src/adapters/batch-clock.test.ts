import { batchRequested, type Envelope } from '@jophiel/contracts';
import { Outbox } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { asScorer, fresh, now } from '@jophiel/candidates/given-catalogue';
import { tables } from '../../test/given-users.ts';
import { loadBatchRun } from '../statements/batch-runs.ts';
import { runBatchClock } from './batch-clock.ts';
import { requestBatch } from '../use-cases/request-batch.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let database: Database;
let outbox: Outbox;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  database = postgres.connect(asScorer);
  transport = await nats.connect();
  outbox = new Outbox({ database, tables, transport, onFailure: () => {} });
});
afterAll(async () => {
  await outbox.settled();
  await nats.remove();
  await postgres.remove();
});
afterEach(() => vi.restoreAllMocks());

type Requested = Envelope<{ run_id: string; everyone: boolean }>;
const requested = async (runId: string) => {
  const rows = await database.query<{ body: string }>({ text: `SELECT body FROM ${tables.outbox}` });
  return rows.map(({ body }) => JSON.parse(body) as Requested).filter(({ payload }) => payload.run_id === runId);
};

const HOUR = 3_600_000;
async function whileClocksRun(clocks: readonly { everyMs: number; now: () => Date }[], until: () => Promise<void>) {
  const stopping = new AbortController();
  const running = clocks.map(async (clock) => runBatchClock({ database, outbox, ...clock }, stopping.signal));
  await eventually(until);
  stopping.abort();
  await Promise.all(running);
}

test('a request opens a run and publishes it, once per name', async () => {
  const runId = fresh('run');
  const work = await transport.subscribe({
    name: 'scorer-work-batch-requested',
    subject: batchRequested.subject,
    maxHeld: 10,
  });
  const options = { database, outbox };
  expect(await requestBatch(options, { runId, everyone: true, now })).toBe(true);
  expect(await requestBatch(options, { runId, everyone: false, now })).toBe(false);
  const [delivery] = await work.next(1);
  delivery!.ack();
  await work.stop();
  expect(JSON.parse(Buffer.from(delivery!.body).toString())).toMatchObject({
    event_name: 'work.batch.requested',
    correlation_id: runId,
    payload: { run_id: runId, everyone: true },
  });
  expect(await requested(runId)).toHaveLength(1);
  expect(await loadBatchRun(database, runId)).toMatchObject({ requested_at: now, started_at: null, finished_at: null });
});

test('the clocks of all scorers open one run per period', async () => {
  const clock = { everyMs: HOUR, now: () => new Date('2026-03-01T12:34:56Z') };
  const runId = 'clock-2026-03-01T12:00:00.000Z';
  await whileClocksRun([clock, clock, clock], async () => expect(await loadBatchRun(database, runId)).toBeDefined());
  expect(await requested(runId)).toMatchObject([{ payload: { run_id: runId, everyone: false } }]);
});

test('the clock opens a run when the next period begins', async () => {
  let time = Date.parse('2026-04-01T11:59:59.990Z');
  const clock = { everyMs: HOUR, now: () => new Date((time += 5)) };
  await whileClocksRun([clock], async () => {
    for (const hour of [11, 12])
      expect(await loadBatchRun(database, `clock-2026-04-01T${hour}:00:00.000Z`)).toBeDefined();
  });
});

test('a period longer than the maximum timer does not make the clock spin', async () => {
  const asking = vi.spyOn(database, 'transaction');
  const overflow: string[] = [];
  const onWarning = ({ name }: Error) => overflow.push(name);
  process.on('warning', onWarning);
  const clock = { everyMs: 365 * 24 * HOUR, now: () => new Date('2026-03-01T12:00:00Z') };
  await whileClocksRun([clock], async () => {
    expect(asking).toHaveBeenCalled();
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  process.off('warning', onWarning);
  expect(asking).toHaveBeenCalledTimes(1);
  expect(overflow).toEqual([]);
});
