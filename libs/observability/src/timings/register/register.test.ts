import { connectDatabase, type Database } from '@jophiel/postgres';
import { eventually, type GivenPostgres, givenPostgres, Way } from '@jophiel/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TimingBook } from './book.ts';
import { readProcesses, readTimes } from './read-times.ts';
import { type RegisterOptions, TimingRegister } from './register.ts';

let postgres: GivenPostgres;
let database: Database;
let registers: TimingRegister[] = [];
const services = ['ann', 'vectorizer'];

beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());
beforeEach(() => {
  database = postgres.connect({ role: 'jophiel_ann' });
});
afterEach(async () => {
  await Promise.all(registers.map(async (register) => register.close()));
  registers = [];
  for (const service of services) await postgres.database.execute({ text: `TRUNCATE ${service}_timings` });
});

/** One start of the service ann. */
function start(options: Partial<RegisterOptions> = {}) {
  const book = new TimingBook();
  const failures: unknown[] = [];
  let recovered = 0;
  const register = new TimingRegister({
    database,
    service: 'ann',
    book,
    keepDays: 30,
    writeEveryMs: 20,
    onFailure: (error) => failures.push(error),
    onRecovered: () => (recovered += 1),
    ...options,
  });
  registers.push(register);
  return { book, register, failures, recovered: () => recovered };
}

const timesOf = async (process?: string, since?: Date) =>
  (await readTimes(postgres.database, { services, since, process })).map(
    ({ service, process: name, until_items, times, total_ms }) => [service, name, until_items, times, total_ms],
  );

describe('"Registro de tiempo detallado"', () => {
  test('is written while the service runs, and later times are added', async () => {
    const { book } = start();
    book.single('nearest', 0, 2);
    await eventually(async () => expect(await timesOf()).toEqual([['ann', 'nearest', 0, 1, 2]]));
    book.single('nearest', 0, 3);
    await eventually(async () => expect(await timesOf()).toEqual([['ann', 'nearest', 0, 2, 5]]));
  });

  test('survives a restart: entries of both starts are summed', async () => {
    const first = start();
    for (let count = 0; count < 100; count++) first.book.single('nearest', 0, 2);
    expect(await first.register.close()).toBe(true);
    const second = start();
    second.book.single('nearest', 0, 8);
    expect(await second.register.close()).toBe(true);
    expect(await readTimes(postgres.database, { services, since: undefined, process: 'nearest' })).toMatchObject([
      { until_items: 0, times: 101, items: 101, total_ms: 208, min_ms: 2, max_ms: 8, slot_times: [100, 1] },
      { until_items: 10, times: 1 },
      { until_items: 100, times: 1 },
    ]);
  });

  test('two processes of a service write separate rows', async () => {
    const both = [start(), start()];
    for (const { book } of both) book.single('nearest', 0, 2);
    await eventually(async () => expect(await timesOf()).toEqual([['ann', 'nearest', 0, 2, 4]]));
  });

  test('loses and repeats nothing without PostgreSQL, and reports the outage and its end once each', async () => {
    const way = new Way(postgres.url);
    await way.open();
    const cut = connectDatabase({ url: way.url, application: 'test', poolSize: 1, statementTimeoutMs: 2_000 });
    const { book, register, failures, recovered } = start({ database: cut });
    book.single('nearest', 0, 1);
    await eventually(async () => expect(await timesOf()).toEqual([['ann', 'nearest', 0, 1, 1]]));
    await way.cut();
    for (let count = 0; count < 9; count++) {
      book.single('nearest', 0, 1);
      await new Promise((resolve) => {
        setTimeout(resolve, 25);
      });
    }
    await eventually(() => expect(failures).toHaveLength(1));
    expect(failures[0]).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(register.unwrittenSeconds()).toBeGreaterThan(0.1);
    expect(await timesOf()).toEqual([['ann', 'nearest', 0, 1, 1]]);
    await way.open();
    await eventually(async () =>
      expect(await timesOf()).toEqual([
        ['ann', 'nearest', 0, 10, 10],
        ['ann', 'nearest', 10, 1, expect.any(Number)],
      ]),
    );
    expect([failures.length, recovered(), register.unwrittenSeconds()]).toEqual([1, 1, 0]);
    await register.close();
    await cut.close();
    await way.cut();
  });

  test('a write without an answer is repeated, and counts nothing twice', async () => {
    let lost = 0;
    const { book } = start({
      database: {
        ...database,
        async execute(statement) {
          const stored = await database.execute(statement);
          if (statement.name === 'store-timings' && lost++ < 3)
            throw new Error('the connection broke after the commit');
          return stored;
        },
      },
    });
    book.single('nearest', 0, 1);
    await eventually(() => expect(lost).toBe(4));
    expect(await timesOf()).toEqual([['ann', 'nearest', 0, 1, 1]]);
  });

  test('a service stops in time although PostgreSQL hangs, and reports unwritten times', async () => {
    const never = new Promise<never>(() => {});
    const { book, register } = start({ database: { query: async () => never, execute: async () => never } });
    book.single('nearest', 0, 1);
    expect(await register.close()).toBe(false);
    registers = [];
  });

  test('is kept for TIMINGS_KEEP_DAYS: older entries are deleted in the background, in limited batches', async () => {
    await postgres.database.execute({
      text: `INSERT INTO ann_timings SELECT now() - make_interval(days => 8), gen_random_uuid(), 'old', 0, 1, 1, 1, 1, 1,
               '{0}', '{1}', now() - make_interval(days => age) FROM generate_series(1, 2500), (VALUES (8), (6)) AS last (age)`,
    });
    const { book } = start({ keepDays: 7 });
    book.single('nearest', 0, 1);
    await eventually(async () =>
      expect(await timesOf()).toEqual([
        ['ann', 'nearest', 0, 1, 1],
        ['ann', 'old', 0, 2_500, 2_500],
      ]),
    );
    const days = await postgres.database.query({
      text: `SELECT DISTINCT date_part('day', now() - last_at)::int AS age FROM ann_timings WHERE process = 'old'`,
    });
    expect(days).toEqual([{ age: 6 }]);
  });
});

test('a process of less than five seconds, such as a command, deletes old entries too', async () => {
  await postgres.database.execute({
    text: `INSERT INTO ann_timings SELECT at, gen_random_uuid(), 'old', 0, 1, 1, 1, 1, 1, '{0}', '{1}', at
           FROM (VALUES (now() - interval '8 days')) AS last (at)`,
  });
  const { register } = start({ keepDays: 7, writeEveryMs: 60_000 });
  await register.close();
  expect(await timesOf()).toEqual([]);
});

test('is read since a time, for one process in any spelling, and for all services', async () => {
  await postgres.database.execute({
    text: `INSERT INTO vectorizer_timings VALUES
             ('2026-11-01', gen_random_uuid(), 'revectorise', 0, 1, 500, 9, 9, 9, '{1}', '{1}', '2026-11-01T00:10Z'),
             ('2026-11-02', gen_random_uuid(), 'revectorise', 0, 2, 900, 7, 3, 4, '{1,2}', '{1,1}', '2026-11-02T00:10Z')`,
  });
  const { book, register } = start();
  book.single('nearest', 0, 2);
  await register.close();
  expect(await timesOf('revectorise')).toEqual([['vectorizer', 'revectorise', 0, 3, 16]]);
  expect(await timesOf('revectorise', new Date('2026-11-02T00:10Z'))).toEqual([['vectorizer', 'revectorise', 0, 2, 7]]);
  expect(await timesOf(undefined, new Date('2026-11-02T00:11Z'))).toEqual([['ann', 'nearest', 0, 1, 2]]);
  expect((await readProcesses(postgres.database, services)).map(({ process }) => process)).toEqual([
    'nearest',
    'revectorise',
  ]);
});
