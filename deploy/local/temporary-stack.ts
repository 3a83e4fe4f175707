import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedNats,
  type EmbeddedPostgres,
  freePort,
  requireNatsServer,
  startNats,
  startPostgres,
} from '@jophiel/embedded';
import { createKey } from '@jophiel/access/keys';
import { allScopes } from '@jophiel/contracts';
import { declareStreams } from '@jophiel/nats';
import { INSTALLER } from '@jophiel/nats/permissions';
import { connectDatabase, type Database } from '@jophiel/postgres';
import { Console } from './console.ts';
import { ServiceProcess } from './service-process.ts';
import { embeddedNatsAccess, type NatsAccess, TESTER } from './access/embedded-nats.ts';
import { embeddedPostgresAccess } from './access/logins.ts';
import { withoutLogins } from './service-environment.ts';
import { install } from './stack/install.ts';
import { rememberKey } from './stack/key.ts';
import { type ServiceName, serviceNames } from './stack/services.ts';
import { repository, type Stack } from './stack/stack.ts';
import { waitUntilReady } from './stack/wait-until-ready.ts';

/** A whole Jophiel of its own: real servers, every service a process, all of it gone afterwards. */
export interface TemporaryStack extends Stack {
  readonly databaseUrl: string;
  /** With a user who may do everything. */
  readonly natsUrl: string;
  readonly natsAccess: NatsAccess;
  readonly folder: string;
  /** A service key with every scope. */
  readonly key: string;
  readonly database: Database;
  readonly processes: Readonly<Record<ServiceName, ServiceProcess>>;
  /** The environment of each service; a change counts from its next start on. */
  readonly environments: Readonly<Record<ServiceName, NodeJS.ProcessEnv>>;
  readonly nats: EmbeddedNats;
  /** A test that kills it puts the next one here. */
  postgres: EmbeddedPostgres;
  stop(): Promise<void>;
}

export interface TemporaryStackOptions {
  readonly domain?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Benchmarks want the disk to be waited for, as in production; other tests do not. */
  readonly durable?: boolean;
  /** Done with the installed tables before the services start. */
  readonly prepare?: (database: Database) => Promise<void>;
}

/** Without a snapshot, ann reads a million samples for a minute or two. */
const READY_TIMEOUT_MS = 300_000;
const STREAM_SCALE = '0.5';

export async function startTemporaryStack({
  domain = 'audio',
  environment = {},
  durable = false,
  prepare = async () => {},
}: TemporaryStackOptions = {}): Promise<TemporaryStack> {
  // Before PostgreSQL starts, which would keep the process alive after the error.
  requireNatsServer();
  const folder = mkdtempSync(join(tmpdir(), 'jophiel-stack-'));
  const access = embeddedNatsAccess(`${folder}/nats`, { withTester: true });
  const [postgres, nats] = await Promise.all([
    startPostgres({ folder: `${folder}/postgres`, durable }),
    startNats({ folder: `${folder}/nats`, settings: access.settings }),
  ]);
  const database = connectDatabase({
    url: postgres.url,
    application: 'test',
    poolSize: 4,
    statementTimeoutMs: 600_000,
  });
  const postgresAccess = embeddedPostgresAccess(`${folder}/logins.json`);
  await install(database, () => {}, postgresAccess.logins);
  await declareStreams({
    url: access.urlOf(nats.url, INSTALLER),
    replicas: 1,
    scale: Number(environment.NATS_STREAM_SCALE ?? STREAM_SCALE),
  });
  await prepare(database);
  const { text: key } = await createKey(database, { name: 'test', scopes: allScopes });
  const ports = await Promise.all(serviceNames.map(async (name) => [name, await freePort()] as const));
  const output = new Console([...serviceNames]);
  const common = {
    ...withoutLogins(process.env),
    ...Object.fromEntries(
      ports.map(([name, port]) => [`${name.replaceAll('-', '_').toUpperCase()}_PORT`, String(port)]),
    ),
    NATS_STREAM_SCALE: STREAM_SCALE,
    JOPHIEL_DOMAIN: domain,
    CATALOGUE_REFRESH_MS: '200',
    LOG_FOLDER: `${folder}/logs`,
  };
  const environments = Object.fromEntries(
    serviceNames.map((name): [ServiceName, NodeJS.ProcessEnv] => [
      name,
      {
        ...common,
        // After the variables of this process, which may name the servers of a Jophiel that somebody uses.
        DATABASE_URL: postgresAccess.urlOf(postgres.url, name),
        NATS_URL: access.urlOf(nats.url, name),
        ...environment,
      },
    ]),
  ) as Record<ServiceName, NodeJS.ProcessEnv>;
  const processes = Object.fromEntries(
    serviceNames.map((name) => [
      name,
      new ServiceProcess({
        name,
        file: `${repository}services/${name}/src/main.ts`,
        environment: environments[name],
        console: output,
      }),
    ]),
  ) as Record<ServiceName, ServiceProcess>;
  for (const service of Object.values(processes)) service.start();
  const services = Object.fromEntries(
    ports.map(([name, port]) => [name, `http://127.0.0.1:${port}`]),
  ) as Stack['services'];
  rememberKey(Object.values(services), key);
  const stack = { databaseUrl: postgres.url, natsUrl: access.urlOf(nats.url, TESTER), domain, services };
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(processes).map(async (service) => service.stop()));
    await database.close();
    await Promise.all([running.postgres.stop(), nats.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  const running: TemporaryStack = {
    ...stack,
    natsAccess: access,
    folder,
    key,
    database,
    processes,
    environments,
    nats,
    postgres,
    stop,
  };
  try {
    await waitUntilReady(stack, READY_TIMEOUT_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return running;
}
