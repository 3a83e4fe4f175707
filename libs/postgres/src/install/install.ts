import { randomUUID } from 'node:crypto';
import { JophielError } from '@jophiel/errors';
import type { Database } from '../database.ts';
import type { Executor } from '../executor.ts';
import type { Migration } from './migrations.ts';

export interface InstallReport {
  readonly applied: readonly string[];
  readonly alreadyThere: readonly string[];
}

/** Key of the advisory lock by which concurrent installers wait for each other. */
const INSTALL_LOCK = 7_266_381_044;

/** Waits until no other installer is at work in this database; until the end of the transaction others wait for this one. */
export async function lockInstallation(transaction: Executor): Promise<void> {
  await transaction.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [INSTALL_LOCK] });
}

/**
 * Updates the tables of the schema `jophiel`: applies the migrations that are not recorded yet, in one transaction, and
 * records them as Prisma does. Drops only what a migration drops.
 * @throws JophielError MIGRATION_CHANGED when an installed migration differs from its file
 */
export async function installTables(database: Database, migrations: readonly Migration[]): Promise<InstallReport> {
  return database.transaction(async (transaction) => {
    await lockInstallation(transaction);
    await transaction.query({ text: 'CREATE SCHEMA IF NOT EXISTS jophiel' });
    await transaction.query({ text: createHistory });
    const installed = await installedMigrations(transaction);
    const applied: string[] = [];
    for (const migration of migrations) {
      const checksum = installed.get(migration.name);
      if (checksum === undefined) {
        await apply(transaction, migration);
        applied.push(migration.name);
      } else if (checksum !== migration.checksum) throw changed(migration.name);
    }
    return { applied, alreadyThere: migrations.map(({ name }) => name).filter((name) => installed.has(name)) };
  });
}

/** Names of the migrations that are not installed yet. */
export async function missingMigrations(executor: Executor, migrations: readonly Migration[]): Promise<string[]> {
  const [history] = await executor.query<{ exists: boolean }>({
    text: `SELECT to_regclass('jophiel._prisma_migrations') IS NOT NULL AS exists`,
  });
  const installed = history?.exists === true ? await installedMigrations(executor) : new Map<string, string>();
  return migrations.map(({ name }) => name).filter((name) => !installed.has(name));
}

/** Prisma's own table, as its schema engine creates it. */
const createHistory = `
  CREATE TABLE IF NOT EXISTS jophiel._prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

async function installedMigrations(executor: Executor): Promise<Map<string, string>> {
  const rows = await executor.query<{ migration_name: string; checksum: string }>({
    text: `SELECT migration_name, checksum FROM jophiel._prisma_migrations
           WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  });
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(transaction: Executor, migration: Migration): Promise<void> {
  await transaction.query({ text: 'SET LOCAL search_path = jophiel, public' });
  await transaction.query({ text: migration.sql });
  await transaction.query({
    text: `INSERT INTO jophiel._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
           VALUES ($1, $2, $3, clock_timestamp(), 1)`,
    values: [randomUUID(), migration.checksum, migration.name],
  });
}

function changed(name: string): JophielError {
  return new JophielError(
    'MIGRATION_CHANGED',
    `The migration ${name} is installed, but its file has changed since. Restore the file and put the change into a new migration.`,
  );
}
