import { randomUUID } from 'node:crypto';
import type { Timings } from '@jophiel/observability';
import type { Database, Executor, Statement } from '@jophiel/postgres';
import { foldOptionsOf } from '@jophiel/taste';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { domain, layout, storedColumns, storeSamples, storeSignals } from '../../test/given-learner.ts';
import { type Lease, leaseRanges, releaseRanges } from '../statements/ranges.ts';
import { Changes } from './changes.ts';
import { Knowledge } from './knowledge.ts';
import { type LiveContext, solveMarked, takeChanges } from './learn-live.ts';
import { Marks } from './marks.ts';
import { Pauses } from './pauses.ts';

const now = new Date('2026-03-01T12:00:00Z');
const until = new Date('2026-03-01T12:00:20Z');
const fold = foldOptionsOf(domain);
const metadata = { genero: ['trap'], tags: ['t1'], bpm: 90 };

let postgres: GivenPostgres;
let knowledge: Knowledge;
let leases: readonly Lease[];
/** Statements that contain this fail. */
let failing: string | undefined;

beforeAll(async () => {
  postgres = await givenPostgres();
});
beforeEach(async () => {
  failing = undefined;
  leases = [];
  await postgres.database.execute({
    text: `TRUNCATE sample_vectors, user_signals, user_taste_profiles, learned_weights, learner_ranges, learner_replicas
           RESTART IDENTITY`,
  });
  knowledge = await Knowledge.open({ fold, maxSignalsADay: 100, threads: 0 });
});
afterEach(async () => knowledge.close());
afterAll(async () => postgres?.remove());

function withFailures<Some extends Executor>(executor: Some): Some {
  const orFail = (text: string) => {
    if (failing !== undefined && text.includes(failing)) throw new Error('it failed');
  };
  return {
    query: async (statement: Statement) => {
      orFail(statement.text);
      return executor.query(statement);
    },
    execute: async (statement: Statement) => {
      orFail(statement.text);
      return executor.execute(statement);
    },
    transaction: async (work: (transaction: Executor) => Promise<unknown>) =>
      (executor as unknown as Database).transaction(async (transaction) => work(withFailures(transaction))),
  } as unknown as Some;
}

function givenContext(holder = randomUUID()) {
  const solved: number[] = [];
  const context: LiveContext = {
    database: withFailures(postgres.database),
    knowledge,
    pauses: new Pauses(() => performance.now()),
    holder,
    now: () => now,
    layout: fold.layout,
    counting: fold.counting,
    changes: new Changes(() => 5),
    marks: new Marks(),
    timings: { measure: async (_: string, work: () => Promise<unknown>) => work() } as unknown as Timings,
    leases: () => leases,
    renewLeases: async () => {
      leases = await lease(holder);
    },
    onSolved: (items) => void solved.push(items),
  };
  return { context, solved };
}

const lease = async (holder: string): Promise<Lease[]> =>
  postgres.database.transaction(async (transaction) => leaseRanges(transaction, { holder, now, until }));

/** Three samples that two users like, none of which is known yet. */
async function givenNews({ changes }: LiveContext): Promise<void> {
  await storeSamples(
    postgres.database,
    ['a', 'b', 'c'].map((id) => ({ id, metadata })),
  );
  for (const user of ['ann', 'ben']) await storeSignals(postgres.database, user, ['a', 'b']);
  for (const id of ['a', 'b', 'c']) changes.sampleChanged(id);
}

test('a new sample brings its range, which is taken at once, and its users', async () => {
  const { context, solved } = givenContext();
  await givenNews(context);
  await takeChanges(context, 1);
  expect(leases.map(({ range }) => range)).toEqual([0]);
  expect(knowledge.users).toBe(2);
  await solveMarked(context, 9);
  expect(solved).toEqual([3]);
  expect(context.marks.size).toBe(0);
  const columns = await storedColumns(postgres.database);
  expect(columns.a!.b).toBeGreaterThan(0);
});

test.each(['string_agg', 'THEN vector END', 'DISTINCT user_id', 'UPDATE learned_weights'])(
  'after a statement with %s failed, nothing of the change is lost',
  async (part) => {
    const { context } = givenContext();
    await givenNews(context);
    failing = part;
    const both = async () => {
      if (!context.changes.isEmpty) await takeChanges(context, 1);
      await solveMarked(context, 9);
    };
    await expect(both()).rejects.toThrow('it failed');
    failing = undefined;
    await both();
    expect(knowledge.users).toBe(2);
    expect((await storedColumns(postgres.database)).a!.b).toBeGreaterThan(0);
    expect(knowledge.lacking(knowledge.items())).toEqual([]);
  },
);

test('marks of a lease that is gone at the store stay with their time, and are not counted as solved', async () => {
  const { context, solved } = givenContext();
  await givenNews(context);
  await takeChanges(context, 1);
  await releaseRanges(postgres.database, context.holder);
  const age = context.marks.oldestAge(now.getTime() + 9_000);
  await solveMarked(context, 9);
  expect([context.marks.size, context.marks.oldestAge(now.getTime() + 9_000), solved]).toEqual([3, age, []]);
  await context.renewLeases();
  await solveMarked(context, 9);
  expect([context.marks.size, solved]).toEqual([0, [3]]);
});

test('marks of a range that nobody holds stay, those of a range of another process do not', async () => {
  const { context, solved } = givenContext();
  await givenNews(context);
  await takeChanges(context, 1);
  await releaseRanges(postgres.database, context.holder);
  leases = [];
  await solveMarked(context, 9);
  expect(context.marks.size).toBe(3);
  await lease(randomUUID());
  await solveMarked(context, 9);
  expect([context.marks.size, solved]).toEqual([0, []]);
});

test('neighbours are searched for held ranges alone, and once the range is held', async () => {
  const { context } = givenContext();
  await givenNews(context);
  await takeChanges(context, 1);
  await releaseRanges(postgres.database, context.holder);
  leases = [];
  await solveMarked(context, 9);
  expect(knowledge.lacking(knowledge.items())).toHaveLength(3);
  await context.renewLeases();
  await solveMarked(context, 9);
  expect(knowledge.lacking(knowledge.items())).toEqual([]);
});

test('a removed sample leaves memory, and its number is no longer known', async () => {
  const { context } = givenContext();
  await givenNews(context);
  await takeChanges(context, 1);
  await postgres.database.execute({ text: `UPDATE sample_vectors SET removed_at = now() WHERE sample_id = 'b'` });
  context.changes.sampleChanged('b');
  await takeChanges(context, 1);
  expect(knowledge.numberOf('b')).toBeUndefined();
  expect(knowledge.size).toBe(2);
  // They still like a.
  expect(knowledge.users).toBe(2);
});

test('neighbours are searched after the index was closed', async () => {
  const { context } = givenContext();
  await givenNews(context);
  await takeChanges(context, 1);
  const found = await knowledge.neighboursOf(knowledge.items(), context.pauses);
  await knowledge.close();
  expect(await knowledge.neighboursOf(knowledge.items(), context.pauses)).toEqual(found);
  expect(found.map(({ neighbours }) => neighbours.length)).toEqual([2, 2, 2]);
  expect(layout.id).toBe(fold.layout);
});
