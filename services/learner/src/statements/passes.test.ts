import { randomUUID } from 'node:crypto';
import { eventually, type GivenPostgres, givenPostgres, lockWaits } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countSignals, loadPass, newestRequest, openPass, type Pass, startPass } from './passes.ts';

const now = new Date('2026-03-01T12:00:00Z');
let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
});
beforeEach(async () => {
  await postgres.database.execute({ text: 'TRUNCATE learning_passes RESTART IDENTITY' });
});
afterAll(async () => postgres?.remove());

const open = async (at = now): Promise<Pass> =>
  postgres.database.transaction(async (transaction) => openPass(transaction, randomUUID(), at));

test('a pass that waits serves all who ask, also at the same moment', async () => {
  let second: Promise<Pass> | undefined;
  const first = await postgres.database.transaction(async (transaction) => {
    const pass = await openPass(transaction, randomUUID(), now);
    second = open();
    await eventually(async () => expect(await lockWaits(postgres.database)).toBe(1));
    return pass;
  });
  expect((await second!).pass).toBe(first.pass);
  expect((await open()).pass).toBe(first.pass);
});

test('who asks while the waiting pass starts gets the next one', async () => {
  let second: Promise<Pass> | undefined;
  const first = await postgres.database.transaction(async (transaction) => {
    const pass = await openPass(transaction, randomUUID(), now);
    second = open();
    await eventually(async () => expect(await lockWaits(postgres.database)).toBe(1));
    return startPass(transaction, pass, { sampleRate: 1, signals: 9, now });
  });
  const next = await second!;
  expect(next.pass).toBeGreaterThan(first.pass);
  expect(next.started_at).toBeNull();
});

test('the signals that were read replace the estimate', async () => {
  const { pass, pass_id } = await open();
  await startPass(postgres.database, (await loadPass(postgres.database, pass_id))!, { sampleRate: 1, signals: 9, now });
  await countSignals(postgres.database, pass, 7);
  expect((await loadPass(postgres.database, pass_id))!.signals).toBe(7);
});

test('the newest request is that of the last pass', async () => {
  expect(await newestRequest(postgres.database)).toBeUndefined();
  await open();
  expect(await newestRequest(postgres.database)).toEqual(now);
});
