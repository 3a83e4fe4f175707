import { JophielError } from '@jophiel/errors';
import { declareStreams } from '@jophiel/nats';
import {
  connectDatabase,
  type Database,
  installLogins,
  installRoles,
  installTables,
  type Login,
  missingMigrations,
  readMigrations,
} from '@jophiel/postgres';
import { natsTlsOf } from '@jophiel/service/nats-tls';
import { setVariables } from '@jophiel/service/settings';
import { namedLogins } from '../access/logins.ts';
import { readStreamSettings } from './config.ts';
import { repository, type Stack } from './stack.ts';

/** @throws JophielError SETTING_INVALID when no database is configured */
export function databaseUrlOf({ databaseUrl }: Stack): string {
  if (databaseUrl !== undefined) return databaseUrl;
  throw new JophielError(
    'SETTING_INVALID',
    'DATABASE_URL is not set and no local stack is running. Set it, or run npm start in another terminal.',
  );
}

export function connectAsInstaller(stack: Stack): Database {
  return connectDatabase({
    url: databaseUrlOf(stack),
    application: 'jophiel installer',
    poolSize: 2,
    statementTimeoutMs: 600_000,
  });
}

const migrations = () => readMigrations(`${repository}prisma/migrations`);

export async function pendingMigrations(database: Database): Promise<string[]> {
  return missingMigrations(database, migrations());
}

/**
 * Installs tables, roles and logins. @returns lines that describe what it did
 * @param onApplied called with the number of new migrations
 * @param logins those of the settings by default
 */
export async function install(
  database: Database,
  onApplied: (migrations: number) => void = () => {},
  logins: readonly Login[] = namedLogins(setVariables(process.env)),
): Promise<string[]> {
  const { applied, alreadyThere } = await installTables(database, migrations());
  onApplied(applied.length);
  const roles = await installRoles(database, `${repository}deploy/postgres/roles.sql`);
  return [
    ...applied.map((name) => `migration ${name}: installed`),
    ...alreadyThere.map((name) => `migration ${name}: already installed`),
    roles.installed ? 'roles of the services: up to date' : `roles of the services: not installed, ${roles.reason}`,
    await installNamed(database, logins),
  ];
}

async function installNamed(database: Database, logins: readonly Login[]): Promise<string> {
  if (logins.length === 0) return 'logins of the services: none is named (INGESTION_DATABASE_URL and the like)';
  const report = await installLogins(database, logins);
  return `logins of the services: ${report.installed ? `${logins.length} up to date` : `not installed, ${report.reason}`}`;
}

/**
 * Declares the streams. Where that fails, ingestion declares them when it starts.
 * @returns a line that describes what it did
 */
export async function installStreams({ natsUrl }: Pick<Stack, 'natsUrl'>): Promise<string> {
  const settings = readStreamSettings(process.env);
  if (natsUrl === undefined)
    return 'streams: not declared, NATS_URL is not set; ingestion declares them when it starts';
  try {
    await declareStreams({
      url: natsUrl,
      tls: natsTlsOf(settings),
      replicas: settings.NATS_REPLICAS,
      scale: settings.NATS_STREAM_SCALE,
    });
    return 'streams: up to date';
  } catch (error) {
    if (!(error instanceof JophielError)) throw error;
    return `streams: not declared, ${error.code}: ${error.message}`;
  }
}
