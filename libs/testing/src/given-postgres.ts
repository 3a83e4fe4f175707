import { connectDatabase, type Database } from '@jophiel/postgres';
import { sharedPostgres } from './servers/ask-server-host.ts';
import { providePostgres } from './servers/postgres-server.ts';
import { createDatabase, installJophiel } from './servers/test-databases.ts';

export interface ConnectOptions {
  readonly role?: string;
  readonly statementTimeoutMs?: number;
  readonly serverSettings?: Readonly<Record<string, string>>;
}

export interface GivenPostgres {
  /** URL of a database with Jophiel's tables only. */
  readonly url: string;
  /** Connected as the installer, with all rights. */
  readonly database: Database;
  connect(options?: ConnectOptions): Database;
  remove(): Promise<void>;
}

export interface GivenPostgresOptions {
  /** False for an empty database. */
  readonly tables?: boolean;
  /** Server settings, `name=value`; they need a separate server. */
  readonly settings?: readonly string[];
}

/**
 * A new database with Jophiel's tables and roles: a copy on the server that a test run shares. Outside of a run, and
 * with settings, the server is new too.
 */
export async function givenPostgres(options: GivenPostgresOptions = {}): Promise<GivenPostgres> {
  const given = await createGiven(options);
  const opened: Database[] = [];
  const connect = ({ statementTimeoutMs = 20_000, ...rest }: ConnectOptions = {}) => {
    const database = connectDatabase({
      url: given.url,
      application: 'test',
      poolSize: 8,
      statementTimeoutMs,
      ...rest,
    });
    opened.push(database);
    return database;
  };
  return {
    url: given.url,
    database: connect(),
    connect,
    async remove() {
      await Promise.all(opened.map(async (each) => each.close()));
      await given.remove();
    },
  };
}

async function createGiven({ tables = true, settings }: GivenPostgresOptions) {
  const shared = settings === undefined ? await sharedPostgres() : undefined;
  if (shared !== undefined) {
    const { url, drop } = await createDatabase(shared.url, shared.prefix, tables ? shared.template : undefined);
    return { url, remove: drop };
  }
  const server = await providePostgres(settings);
  const { url, drop } = await createDatabase(server.url, 'jophiel_test');
  if (tables) await installJophiel(url);
  return {
    url,
    async remove() {
      await drop();
      await server.remove();
    },
  };
}
