import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadDefinition } from '@jophiel/domain';
import { buildServer, listen } from '@jophiel/http';
import { messagingTables, Outbox, type Router, runRelay, startRouter } from '@jophiel/messaging';
import { connectTransport } from '@jophiel/nats';
import { openHealth, openLogs, openMetrics, openTimings, TimingBook } from '@jophiel/observability';
import { connectDatabase, missingMigrations, readMigrations } from '@jophiel/postgres';
import { addDeadLetterRoutes } from './dead-letter-routes.ts';
import { watchMessaging } from './messaging-metrics.ts';
import type { CommonSettings } from './common-settings.ts';
import { mannersOf } from './manners-of.ts';
import { keepRunning } from './keep-running.ts';
import { keepTimings } from './keep-timings.ts';
import type { RunningService, ServiceContext, ServiceParts } from './service.ts';

export interface ServiceFrame {
  readonly name: string;
  readonly port: number;
  readonly settings: CommonSettings;
  readonly bodyLimitBytes?: number;
  /** Settings of the PostgreSQL server for this service's connections. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** Whether the service has messaging tables; a service that only reads has none. */
  readonly hasMessaging: boolean;
}

const RELAY_EVERY_MS = 1_000;
const RELAY_GRACE_MS = 5_000;
/** Who is told to stop while it subscribes waits so long for it: half a subscription would go on by itself. */
const SUBSCRIBING_GRACE_MS = 500;
/** Limit of request bodies, unless a service sets its own. */
export const DEFAULT_BODY_LIMIT_BYTES = 64 * 1024;

/** Starts one service: the frame that all share, filled with its own parts. */
export async function startService(
  frame: ServiceFrame,
  compose: (context: ServiceContext) => Promise<ServiceParts> | ServiceParts,
): Promise<RunningService> {
  const { name, settings } = frame;
  const domain = loadDefinition(settings.JOPHIEL_DOMAIN);
  const logs = await openLogs({
    service: name,
    level: settings.LOG_LEVEL,
    folder: settings.LOG_FOLDER,
    rotateAtBytes: settings.LOG_ROTATE_BYTES,
    keep: settings.LOG_KEEP,
  });
  const logger = await logs.feature(name);
  const metrics = openMetrics(name);
  const book = new TimingBook();
  const timingsLogger = await logs.feature(`${name}.timings`);
  const timings = openTimings(metrics, timingsLogger, [book]);
  const database = connectDatabase({
    url: settings.DATABASE_URL,
    application: `jophiel ${name}`,
    poolSize: settings.DATABASE_POOL,
    statementTimeoutMs: settings.DATABASE_TIMEOUT_MS,
    serverSettings: frame.serverSettings ?? {},
    ...(settings.DATABASE_ROLES ? { role: `jophiel_${name.replaceAll('-', '_')}` } : {}),
  });
  const transport = connectTransport({
    url: settings.NATS_URL,
    name: `jophiel ${name}`,
    replicas: settings.NATS_REPLICAS,
    scale: settings.NATS_STREAM_SCALE,
    onFailure: (error) => logger.warn({ err: error }, 'NATS is away; trying again'),
  });
  const tables = messagingTables(name);
  const outbox = new Outbox({
    database,
    tables,
    transport,
    onFailure: (error) =>
      logger.warn({ err: error }, 'sent events could not be marked; the relay sends them once more'),
  });
  const now = () => new Date();
  const context: ServiceContext = {
    domain,
    database,
    transport,
    outbox,
    tables,
    metrics,
    timings,
    logger,
    feature: async (feature) => logs.feature(`${name}.${feature}`),
    now,
  };
  const parts = await compose(context);

  const migrations = readMigrations(fileURLToPath(new URL('../../../prisma/migrations', import.meta.url)));
  let router: Router | undefined;
  const health = openHealth({
    database: async () => {
      const missing = await missingMigrations(database, migrations);
      return missing.length === 0 ? undefined : `tables are missing, run db:install: ${missing.join(', ')}`;
    },
    broker: async () => (transport.connected() ? undefined : 'NATS is not connected'),
    ...(parts.subscribers === undefined
      ? {}
      : { consumers: async () => (router === undefined ? 'not subscribed yet' : undefined) }),
    ...parts.checks,
  });
  const server = await buildServer({
    service: name,
    logger,
    metrics,
    health,
    bodyLimitBytes: frame.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
    manners: mannersOf(settings),
    onRequest: (process, ms) => {
      const endedAt = performance.now();
      book.single(process, endedAt - ms, endedAt);
    },
  });
  if (frame.hasMessaging) addDeadLetterRoutes(server, { database, tables, transport });
  parts.routes?.(server);
  const port = await listen(server, { host: settings.HOST, port: frame.port, logger });

  const register = keepTimings({ name, database, book, metrics, logger: timingsLogger, settings });
  const stopping = new AbortController();
  const background = (parts.background ?? []).map(async (work) => keepRunning(work, stopping.signal, logger));
  if (frame.hasMessaging) {
    const relay = { database, tables, transport, outbox, logger, everyMs: RELAY_EVERY_MS, graceMs: RELAY_GRACE_MS };
    background.push(runRelay(relay, stopping.signal));
  }
  let isClosed = false;
  const subscribing = subscribe();

  async function subscribe(): Promise<void> {
    if (!frame.hasMessaging) return;
    const started = await startRouter({ ...context, service: name, subscribers: parts.subscribers ?? [] });
    router = started;
    if (isClosed) await started.stop();
    else watchMessaging({ metrics, database, tables, router: started });
  }
  subscribing.catch((error: unknown) => {
    if (!stopping.signal.aborted) logger.error({ err: error }, 'the service cannot subscribe');
  });

  return {
    name,
    url: `http://${settings.HOST}:${port}`,
    async stop() {
      stopping.abort();
      await Promise.race([Promise.allSettled([subscribing]), sleep(SUBSCRIBING_GRACE_MS)]);
      isClosed = true;
      await Promise.all([server.close(), router?.stop()]);
      await parts.onStop?.();
      await outbox.settled();
      // What still waits for a broker that never came ends with this.
      await transport.close();
      await Promise.allSettled([...background, subscribing]);
      timings.close();
      await register.close();
      await database.close();
      logger.info('stopped');
      logs.close();
    },
  };
}
