import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, startPostgres } from '@jophiel/embedded';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  connectDatabase,
  type Database,
  installRoles,
  installTables,
  isConnectionLost,
  isPassingFailure,
  missingMigrations,
  readMigrations,
} from './index.ts';
import { connectPrisma } from './prisma.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const migrations = readMigrations(`${repository}prisma/migrations`);
const rolesFile = `${repository}deploy/postgres/roles.sql`;
const folder = mkdtempSync(join(tmpdir(), 'jophiel-postgres-'));
let server: EmbeddedPostgres;
let url: string;
let database: Database;
let count = 0;

const connectTo = (address: string, options: { role?: string; statementTimeoutMs?: number } = {}) =>
  connectDatabase({ url: address, application: 'test', poolSize: 4, statementTimeoutMs: 5_000, ...options });
const connect = (options: { role?: string; statementTimeoutMs?: number } = {}) => connectTo(url, options);

beforeAll(async () => {
  chmodSync(folder, 0o755);
  server = await startPostgres({ folder: join(folder, 'postgres'), durable: false });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  url = await createDatabase();
  database = connect();
  return async () => database.close();
});

/** @returns its URL */
async function createDatabase(): Promise<string> {
  const name = `test_${++count}`;
  const administrator = connectTo(server.url);
  await administrator.execute({ text: `CREATE DATABASE ${name}` });
  await administrator.close();
  return server.url.replace(/\/postgres$/, `/${name}`);
}

/** Roles belong to the server; so do the grants of the databases of former tests. */
async function forgetRoles(names: readonly string[]): Promise<void> {
  const all = await database.query<{ name: string }>({
    text: `SELECT datname AS name FROM pg_database WHERE datname LIKE 'test\\_%'`,
  });
  for (const { name } of all) {
    const each = connectTo(server.url.replace(/\/postgres$/, `/${name}`));
    for (const role of names)
      await each.execute({
        text: `DO $$ BEGIN DROP OWNED BY ${role}; EXCEPTION WHEN undefined_object THEN NULL; END $$`,
      });
    await each.close();
  }
  for (const role of names) await database.execute({ text: `DROP ROLE IF EXISTS ${role}` });
}

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
};

/** `table.column type?` of every field of prisma/schema, read from its text: the generated client does not know them all. */
function prismaColumns(): string[] {
  const folder = `${repository}prisma/schema`;
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
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

describe('roles', () => {
  const owners: Record<string, RegExp> = {
    ingestion: /^(user_interactions|user_tombstones|announced_users|ingestion_)/,
    vectorizer: /^(sample_|feature_terms|vectorizer_)/,
    profile: /^(user_taste_profiles|user_signals|user_follows|profile_)/,
    scorer: /^(user_feed_recommendations|audience_tokens|trending_samples|batch_runs|scorer_)/,
    feed_api: /^(recommendation_cache|feed_api_)/,
    ann: /^ann_/,
    cli: /^cli_/,
  };

  test.each(Object.keys(owners))('%s writes its own tables and is refused at every other', async (service) => {
    await installTables(database, migrations);
    expect(await installRoles(database, rolesFile)).toEqual({ installed: true });
    const tables = await database.query<{ name: string }>({
      text: `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'jophiel'`,
    });
    const limited = connect({ role: `jophiel_${service}` });
    const writable: string[] = [];
    for (const { name } of tables) {
      const done = await limited.execute({ text: `DELETE FROM ${name}` }).then(
        () => true,
        () => false,
      );
      if (done) writable.push(name);
    }
    expect(writable.sort()).toEqual(
      tables
        .map(({ name }) => name)
        .filter((name) => owners[service]!.test(name))
        .sort(),
    );
    await limited.close();
  });

  test.each(['one database', 'several databases of a server'])(
    'installers at once in %s: none fails',
    async (where) => {
      const roles = Object.keys(owners).map((service) => `jophiel_${service}`);
      await forgetRoles(roles);
      const databases = await Promise.all(
        Array.from({ length: 4 }, async (_, index) =>
          where === 'one database' || index === 0 ? connect() : connectTo(await createDatabase()),
        ),
      );
      const reports = await Promise.all(
        databases.map(async (each) => {
          await installTables(each, migrations);
          return installRoles(each, rolesFile);
        }),
      );
      expect(reports).toEqual(databases.map(() => ({ installed: true })));
      await Promise.all(databases.map(async (each) => each.close()));
      const installed = await database.query<{ name: string }>({
        text: `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'jophiel\\_%'`,
      });
      expect(installed.map(({ name }) => name).sort()).toEqual(roles.sort());
    },
  );

  test('an installer who is no superuser may take on the roles that it has created', async () => {
    await forgetRoles(Object.keys(owners).map((service) => `jophiel_${service}`));
    const name = `creator_${count}`;
    await database.execute({ text: `CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'x'` });
    await database.execute({ text: `ALTER DATABASE test_${count} OWNER TO ${name}` });
    const asCreator = { url: url.replace(/\/\/[^@]*@/, `//${name}:x@`), application: 'test', poolSize: 1 };
    const creator = connectDatabase({ ...asCreator, statementTimeoutMs: 5_000 });
    await installTables(creator, migrations);
    expect(await installRoles(creator, rolesFile)).toEqual({ installed: true });
    expect(await installRoles(creator, rolesFile)).toEqual({ installed: true });
    await creator.close();
    const service = connectDatabase({ ...asCreator, role: 'jophiel_profile', statementTimeoutMs: 5_000 });
    expect(await service.execute({ text: 'DELETE FROM user_signals' })).toBe(0);
    await expect(service.execute({ text: 'DELETE FROM sample_vectors' })).rejects.toThrow(/permission denied/);
    await service.close();
    await database.execute({ text: `REASSIGN OWNED BY ${name} TO jophiel` });
  });

  test('a user who may not create roles gets a reason, not an error', async () => {
    await installTables(database, migrations);
    await database.execute({ text: `CREATE ROLE plain_${count} LOGIN PASSWORD 'x'` });
    const plain = connectDatabase({
      url: url.replace(/\/\/[^@]*@/, `//plain_${count}:x@`),
      application: 'test',
      poolSize: 1,
      statementTimeoutMs: 5_000,
    });
    expect(await installRoles(plain, rolesFile)).toMatchObject({
      installed: false,
      reason: expect.stringContaining(`plain_${count} may not create roles`),
    });
    await plain.close();
  });
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
    const impatient = connect({ statementTimeoutMs: 200 });
    expect(isPassingFailure(await failure('SELECT pg_sleep(5)', impatient))).toBe(true);
    await impatient.close();
  });

  test('nobody there: a code and the variable to check', async () => {
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
