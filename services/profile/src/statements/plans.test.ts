import { type Executor, plannerSettings } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres, statementOf } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFollows } from './load-follows.ts';
import { loadSignals } from './load-signals.ts';
import { loadVectors } from './load-vectors.ts';
import { lockKnownProfiles } from './lock-profiles.ts';

/** Large enough for a free planner to scan the whole table. */
const BATCH = 500;

let postgres: GivenPostgres;

/** As after an import: many rows without statistics. */
beforeAll(async () => {
  postgres = await givenPostgres();
  const { database } = postgres;
  for (const table of ['user_signals', 'user_follows'])
    await database.execute({ text: `ALTER TABLE ${table} SET (autovacuum_enabled = off)` });
  await database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           SELECT n % 500, n, 'like', 1, now(), gen_random_uuid(), false FROM generate_series(1, 20000) AS n`,
  });
  await database.execute({
    text: `INSERT INTO user_follows (user_id, creator_id, active, at, event_id)
           SELECT n % 500, n, true, now(), gen_random_uuid() FROM generate_series(1, 20000) AS n`,
  });
});
afterAll(async () => postgres.remove());

async function planOf(run: (executor: Executor) => Promise<unknown>): Promise<string> {
  const { text, values } = await statementOf(run);
  const lines = await postgres.database.query<{ 'QUERY PLAN': string }>({
    text: `EXPLAIN ${text}`,
    values: values ?? [],
  });
  return lines.map((line) => line['QUERY PLAN']).join('\n');
}

test('the signals of a batch are read by index, without a table scan', async () => {
  const keys = Array.from({ length: BATCH }, (_, n) => ({
    userId: String(n),
    sampleId: String(n),
    interaction: 'like',
    collectionId: '',
  }));
  const plan = await planOf(async (executor) => loadSignals(executor, keys));
  expect(plan).toContain('user_signals_pkey');
  expect(plan).not.toContain('Seq Scan');
});

test('the follows of a batch are read by index, without a table scan', async () => {
  const keys = Array.from({ length: BATCH }, (_, n) => ({ userId: String(n), creatorId: String(n) }));
  const plan = await planOf(async (executor) => loadFollows(executor, keys));
  expect(plan).toMatch(/user_follows_(pkey|active_idx)/);
  expect(plan).not.toContain('Seq Scan');
});

test('a cached plan made on empty tables reads by index too', async () => {
  const empty = await givenPostgres();
  const kept = empty.connect({ serverSettings: { ...plannerSettings, plan_cache_mode: 'force_generic_plan' } });
  const key = { userId: '1', sampleId: '1', interaction: 'like', collectionId: '' };
  const reads = [
    async (executor: Executor) => lockKnownProfiles(executor, ['1'], { layout: 'layout', dimensions: 1 }),
    async (executor: Executor) => loadVectors(executor, ['1'], 'layout'),
    async (executor: Executor) => loadSignals(executor, [key]),
    async (executor: Executor) => loadFollows(executor, [{ userId: '1', creatorId: '1' }]),
  ];
  for (const read of reads) {
    const { name, text, values } = await statementOf(read);
    const plan = await kept.transaction(async (transaction) => {
      await transaction.execute({ text: `PREPARE "${name}" AS ${text}` });
      const lines = await transaction.query<{ 'QUERY PLAN': string }>({
        text: `EXPLAIN EXECUTE "${name}"(${values!.map(() => 'NULL').join(', ')})`,
      });
      return lines.map((line) => line['QUERY PLAN']).join('\n');
    });
    expect(plan, name).toMatch(/Index Cond: .*(user_id|sample_id)/);
    expect(plan, name).not.toContain('Seq Scan');
  }
  await empty.remove();
});
