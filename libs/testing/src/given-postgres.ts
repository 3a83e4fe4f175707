import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@jophiel/embedded';
import { connectDatabase, type Database, installRoles, installTables, readMigrations } from '@jophiel/postgres';
import { startPostgresContainer, type TestServer } from './servers/containers.ts';
import { serverSource } from './servers/server-source.ts';
import { temporaryFolder } from './temporary-folder.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

export interface ConnectOptions {
  readonly role?: string;
  readonly statementTimeoutMs?: number;
  readonly serverSettings?: Readonly<Record<string, string>>;
}

export interface GivenPostgres {
  /** Of a database that holds nothing but Jophiel's tables. */
  readonly url: string;
  /** Connected as the installer, who may do everything. */
  readonly database: Database;
  connect(options?: ConnectOptions): Database;
  remove(): Promise<void>;
}

/** A real PostgreSQL with Jophiel's tables and roles; `serverSource` says where the server comes from. */
export async function givenPostgres(
  options: { tables?: boolean; settings?: readonly string[] } = {},
): Promise<GivenPostgres> {
  const server = await startServer(options.settings ?? []);
  const opened: Database[] = [];
  const connect = ({ statementTimeoutMs = 20_000, ...rest }: ConnectOptions = {}) => {
    const database = connectDatabase({
      url: server.url,
      application: 'test',
      poolSize: 8,
      statementTimeoutMs,
      ...rest,
    });
    opened.push(database);
    return database;
  };
  const database = connect();
  if (options.tables !== false) {
    await installTables(database, readMigrations(`${repository}prisma/migrations`));
    await installRoles(database, `${repository}deploy/postgres/roles.sql`);
  }
  return {
    url: server.url,
    database,
    connect,
    async remove() {
      await Promise.all(opened.map(async (each) => each.close()));
      await server.remove();
    },
  };
}

async function startServer(settings: readonly string[]): Promise<TestServer> {
  const source = serverSource('postgres');
  switch (source.kind) {
    case 'given':
      return ownDatabaseOn(source.url);
    case 'container':
      return startPostgresContainer(settings);
    case 'embedded':
      return startEmbedded(settings);
    default:
      throw source satisfies never;
  }
}

async function startEmbedded(settings: readonly string[]): Promise<TestServer> {
  const folder = temporaryFolder('postgres');
  const server = await startPostgres({ folder: `${folder.path}/postgres`, durable: false, settings });
  return {
    url: server.url,
    async remove() {
      await server.stop();
      folder.remove();
    },
  };
}

/** A database of a name that nobody has, so that tests can share a server. */
async function ownDatabaseOn(url: string): Promise<TestServer> {
  const name = `jophiel_test_${randomBytes(6).toString('hex')}`;
  const administrator = connectDatabase({ url, application: 'test', poolSize: 1, statementTimeoutMs: 20_000 });
  await administrator.execute({ text: `CREATE DATABASE ${name}` });
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    async remove() {
      await administrator.execute({ text: `DROP DATABASE ${name} WITH (FORCE)` });
      await administrator.close();
    },
  };
}
