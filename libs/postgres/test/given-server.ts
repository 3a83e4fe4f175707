import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, startPostgres } from '@jophiel/embedded';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { connectDatabase, type Database, readMigrations } from '../src/index.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
export const migrations = readMigrations(`${repository}prisma/migrations`);
export const rolesFile = `${repository}deploy/postgres/roles.sql`;

export const connectTo = (url: string, options: { role?: string; statementTimeoutMs?: number } = {}): Database =>
  connectDatabase({ url, application: 'test', poolSize: 4, statementTimeoutMs: 5_000, ...options });

export interface GivenServer {
  /** The URL of a database of the server. */
  readonly urlOf: (name: string) => string;
  /** An empty database, and a connection as the superuser that is closed after the test. */
  readonly newDatabase: () => Promise<{ name: string; url: string; database: Database }>;
}

/** A PostgreSQL of the test file's own: what installs tables and roles cannot share one. */
export function givenServer(): GivenServer {
  const folder = mkdtempSync(join(tmpdir(), 'jophiel-postgres-'));
  let server: EmbeddedPostgres;
  let count = 0;
  beforeAll(async () => {
    chmodSync(folder, 0o755);
    server = await startPostgres({ folder: join(folder, 'postgres'), durable: false });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const urlOf = (name: string) => server.url.replace(/\/postgres$/, `/${name}`);
  return {
    urlOf,
    newDatabase: async () => {
      const name = `test_${++count}`;
      const administrator = connectTo(server.url);
      await administrator.execute({ text: `CREATE DATABASE ${name}` });
      await administrator.close();
      const database = connectTo(urlOf(name));
      onTestFinished(async () => database.close());
      return { name, url: urlOf(name), database };
    },
  };
}
