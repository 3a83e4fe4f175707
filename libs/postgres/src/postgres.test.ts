import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { connectTo, givenServer, migrations } from '../test/given-server.ts';
import {
  connectDatabase,
  type Database,
  installTables,
  isConnectionLost,
  isPassingFailure,
  missingMigrations,
} from './index.ts';
import { connectPrisma } from './prisma.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const server = givenServer();
let url: string;
let database: Database;

const connect = (options: { statementTimeoutMs?: number } = {}) => connectTo(url, options);

beforeEach(async () => {
  ({ url, database } = await server.newDatabase());
});

describe('the installer', () => {
  test('says what it did, and the second time that there was nothing to do', async () => {
    const names = migrations.map(({ name }) => name);
    expect(await missingMigrations(database, migrations)).toEqual(names);
    expect(await installTables(database, migrations)).toEqual({ applied: names, alreadyThere: [] });
    expect(await installTables(database, migrations)).toEqual({ applied: [], alreadyThere: names });
    expect(await missingMigrations(database, migrations)).toEqual([]);
  });

  test('two at once do not disturb each other', async () => {
    const other = connect();
    const reports = await Promise.all([installTables(database, migrations), installTables(other, migrations)]);
    expect(reports.map(({ applied }) => applied.length).sort((a, b) => a - b)).toEqual([0, migrations.length]);
    await other.close();
  });

  test('never drops what is there', async () => {
    await installTables(database, migrations);
    await database.execute({ text: `INSERT INTO user_tombstones VALUES ('42', now())` });
    await installTables(database, migrations);
    expect(await database.query({ text: 'SELECT user_id FROM user_tombstones' })).toEqual([{ user_id: '42' }]);
  });

  test('a migration that fails leaves nothing behind', async () => {
    const broken = { name: '2', sql: 'CREATE TABLE halfway (id int); SELECT nonsense', checksum: 'x' };
    await expect(installTables(database, [...migrations, broken])).rejects.toThrow(/nonsense/);
    expect(await missingMigrations(database, migrations)).toHaveLength(migrations.length);
  });

  test('an installed migration that was edited is refused', async () => {
    await installTables(database, migrations);
    const edited = migrations.map((migration) => ({ ...migration, checksum: '0'.repeat(64) }));
    await expect(installTables(database, edited)).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
  });

  test('the history is what Prisma writes: name, checksum, steps, times', async () => {
    await installTables(database, migrations);
    const rows = await database.query<{ checksum: string }>({
      text: 'SELECT * FROM _prisma_migrations ORDER BY migration_name',
    });
    expect(rows[0]).toMatchObject({
      migration_name: migrations[0]!.name,
      applied_steps_count: 1,
      rolled_back_at: null,
      logs: null,
    });
    expect(rows[0]!.checksum).toMatch(/^[0-9a-f]{64}$/);
  });
});

/** PostgreSQL's name for a Prisma field's type. */
const columnTypes: Record<string, string> = {
  String: 'text',
  'String Uuid': 'uuid',
  'DateTime Timestamptz': 'timestamp with time zone',
  BigInt: 'bigint',
  Int: 'integer',
  Float: 'double precision',
  Boolean: 'boolean',
  Json: 'jsonb',
  Bytes: 'bytea',
  'Unsupported("tsvector")': 'tsvector',
  'Unsupported("xid8")': 'xid8',
};

/** `table.column type?` of every field of prisma/schema, read from its text: the generated client does not know them all. */
function prismaColumns(): string[] {
  const folder = `${repository}prisma/schema`;
  const text = readdirSync(folder)
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n');
  return [...text.matchAll(/^model \w+ \{\n(.*?)\n\}/gms)].flatMap(([, body]) => {
    const table = /@@map\("(\w+)"\)/.exec(body!)![1]!;
    return [...body!.matchAll(/^ {2}(\w+) +(Unsupported\("\w+"\)|\w+)(\[\]|\?)?( .*)?$/gm)].map(
      ([, name, type, suffix, attributes = '']) => {
        const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name!;
        const native = /@db\.(\w+)/.exec(attributes)?.[1];
        const sqlType =
          suffix === '[]' ? 'ARRAY' : (columnTypes[native ? `${type} ${native}` : type!] ?? `unknown ${type}`);
        return `${table}.${column} ${sqlType}${suffix === '?' ? '?' : ''}`;
      },
    );
  });
}

test('the tables are those of the Prisma schema: columns, types, what may be missing', async () => {
  await installTables(database, migrations);
  const columns = await database.query<{
    table_name: string;
    column_name: string;
    data_type: string;
    is_nullable: string;
  }>({
    text: `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
           WHERE table_schema = 'jophiel' AND table_name <> '_prisma_migrations'`,
  });
  const inDatabase = columns.map(
    (column) =>
      `${column.table_name}.${column.column_name} ${column.data_type}${column.is_nullable === 'YES' ? '?' : ''}`,
  );
  const inSchema = prismaColumns();
  expect(inSchema.length).toBeGreaterThan(50);
  expect(inDatabase.sort()).toEqual(inSchema.sort());
});

test("Prisma's client reads what SQL wrote", async () => {
  await installTables(database, migrations);
  await database.execute({ text: `INSERT INTO feature_terms VALUES ('genre', 'trap', 'trap', true, 7)` });
  const prisma = connectPrisma(url);
  expect(await prisma.featureTerm.findMany()).toEqual([
    { feature: 'genre', term: 'trap', label: 'trap', known: true, samples: 7n },
  ]);
  await prisma.$disconnect();
});

describe('failures', () => {
  const failure = async (text: string, target = database): Promise<unknown> =>
    target.query({ text }).then(
      () => undefined,
      (error: unknown) => error,
    );

  test('a statement at fault is not a database that is away', async () => {
    expect(isPassingFailure(await failure('SELECT FROM WHERE'))).toBe(false);
    expect(isPassingFailure(await failure('SELECT 1 / 0'))).toBe(false);
  });

  test('a missing table or column says which, and how to install it; the work is done when it is there', async () => {
    for (const [text, missing] of [
      ['SELECT FROM of_the_next_release', 'of_the_next_release'],
      ['SELECT of_the_next_release', 'of_the_next_release'],
    ] as const) {
      const error = await failure(text);
      expect(error).toMatchObject({ code: 'DATABASE_OUTDATED', message: expect.stringContaining(missing) });
      expect(error).toMatchObject({ message: expect.stringContaining('Run db:install') });
      expect(isPassingFailure(error)).toBe(true);
    }
  });

  test('a terminated backend is, and the pool goes on with another', async () => {
    const error = await failure('SELECT pg_terminate_backend(pg_backend_pid())');
    expect(isPassingFailure(error)).toBe(true);
    expect(isConnectionLost(error)).toBe(true);
    expect(await database.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  });

  test('a connection that breaks between two statements fails its transaction, not the process', async () => {
    const other = connect();
    const work = database.transaction(async (transaction) => {
      const [backend] = await transaction.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
      await other.query({ text: 'SELECT pg_terminate_backend($1, 5000)', values: [backend!.pid] });
      // Until the driver has read what the server said last.
      for (let turn = 0; turn < 10; turn++) await setImmediate();
      return transaction.query({ text: 'SELECT 1 AS one' });
    });
    await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await database.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await other.close();
  });

  test('a statement that takes too long is given up', async () => {
    const limited = connect({ statementTimeoutMs: 200 });
    expect(isPassingFailure(await failure('SELECT pg_sleep(5)', limited))).toBe(true);
    await limited.close();
  });

  test('no server: a code and the variable to check', async () => {
    const nowhere = connectDatabase({
      url: 'postgresql://a:b@127.0.0.1:9/x',
      application: 'test',
      poolSize: 1,
      statementTimeoutMs: 500,
    });
    const error = await failure('SELECT 1', nowhere);
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('DATABASE_URL') });
    expect(isPassingFailure(error)).toBe(true);
    await nowhere.close();
  });

  test('a transaction that throws leaves no trace', async () => {
    await installTables(database, migrations);
    const work = database.transaction(async (transaction) => {
      await transaction.execute({ text: `INSERT INTO user_tombstones VALUES ('1', now())` });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await database.query({ text: 'SELECT * FROM user_tombstones' })).toEqual([]);
  });
});
