import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  connectDatabase,
  type Database,
  type Executor,
  installRoles,
  installTables,
  readMigrations,
} from '@jophiel/postgres';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A database with a name of its own, so that tests can share a server.
 * @param prefix how the name begins
 * @param template the database to copy; without one the new database is empty
 */
export async function createDatabase(serverUrl: string, prefix: string, template?: string): Promise<TestDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  // Copying files costs a third of the CPU time of writing the template's pages to the log, which is the default.
  const copy = template === undefined ? '' : ` TEMPLATE ${template} STRATEGY file_copy`;
  await administer(serverUrl, async (server) => server.execute({ text: `CREATE DATABASE ${name}${copy}` }));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: async () => administer(serverUrl, async (server) => drop(server, name)) };
}

export async function dropDatabases(serverUrl: string, prefix: string): Promise<void> {
  await administer(serverUrl, async (server) => {
    const databases = await server.query<{ name: string }>({
      text: 'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      values: [prefix],
    });
    for (const { name } of databases) await drop(server, name);
  });
}

/** Jophiel's tables and roles, as `db:install` installs them. */
export async function installJophiel(url: string): Promise<void> {
  await administer(url, async (database) => {
    await installTables(database, readMigrations(`${repository}prisma/migrations`));
    await installRoles(database, `${repository}deploy/postgres/roles.sql`);
  });
}

async function drop(server: Executor, name: string): Promise<void> {
  await server.execute({ text: `DROP DATABASE IF EXISTS ${name} WITH (FORCE)` });
}

async function administer(url: string, work: (database: Database) => Promise<unknown>): Promise<void> {
  const database = connectDatabase({ url, application: 'test', poolSize: 1, statementTimeoutMs: 60_000 });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
