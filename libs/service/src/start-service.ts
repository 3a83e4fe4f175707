import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadDefinition } from '@jophiel/domain';
import { addFeature, buildServer, listen } from '@jophiel/http';
import { messagingTables, Outbox, type Router, runRelay, startRouter } from '@jophiel/messaging';
import { connectTransport } from '@jophiel/nats';
import {
  type Logger,
  logOptionsOf,
  type Logs,
  openHealth,
  openLogs,
  openMetrics,
  openTimings,
  TimingBook,
} from '@jophiel/observability';
import { connectDatabase, missingMigrations, readMigrations } from '@jophiel/postgres';
import { addDeadLetterRoutes } from './dead-letter-routes.ts';
import { watchLogs } from './log-metrics.ts';
import { watchMessaging } from './messaging-metrics.ts';
import type { CommonSettings } from './common-settings.ts';
import { type FeatureOf, logsOf, type ServiceName } from './features.ts';
import { mannersOf } from './manners-of.ts';
import { keepRunning } from './keep-running.ts';
import { keepTimings } from './keep-timings.ts';
import { type Following, startFollowing } from './start-following.ts';
import type { FeatureParts, RunningService, ServiceContext, ServiceParts } from './service.ts';

export interface ServiceFrame<Name extends ServiceName = ServiceName> {
  readonly name: Name;
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

type Compose<Name extends ServiceName> = (
  context: ServiceContext<FeatureOf<Name>>,
) => Promise<ServiceParts<FeatureOf<Name>>> | ServiceParts<FeatureOf<Name>>;

/** Starts one service: the frame that all share, filled with its own parts. */
export async function startService<Name extends ServiceName>(
  frame: ServiceFrame<Name>,
  compose: Compose<Name>,
): Promise<RunningService> {
  const { name, settings } = frame;
  const logs = await openLogs({ service: name, ...logOptionsOf(settings) });
  try {
    return await startLogged(frame, compose, logs);
  } catch (error) {
    (await logs.feature(name)).fatal({ err: error }, 'the service cannot start');
    logs.close();
    throw error;
  }
}

async function startLogged<Name extends ServiceName>(
  frame: ServiceFrame<Name>,
  compose: Compose<Name>,
  logs: Logs,
): Promise<RunningService> {
  const { name, settings } = frame;
  const domain = loadDefinition(settings.JOPHIEL_DOMAIN);
  for (const log of logsOf(name, frame.hasMessaging)) (await logs.feature(log)).info('starts');
  const loggerOf = async (feature: string): Promise<Logger> => logs.feature(`${name}.${feature}`);
  const logger = await logs.feature(name);
  if (logs.folder === undefined) logger.info('LOG_FOLDER is off: there are no log files');
  else logger.info({ folder: logs.folder }, 'log files are in this folder');
  const metrics = openMetrics(name);
  watchLogs(metrics, logs);
  const book = new TimingBook();
  const timingsLogger = await loggerOf('timings');
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
  let following: Following | undefined;
  const context: ServiceContext<FeatureOf<Name>> = {
    domain,
    database,
    transport,
    outbox,
    tables,
    metrics,
    timings,
    logger,
    feature: loggerOf,
    now,
    isFollowing: () => following !== undefined && following.missing().length === 0 && transport.connected(),
  };
  const parts = await compose(context);
  const features = await Promise.all(
    Object.entries<FeatureParts | undefined>(parts.features ?? {}).map(async ([feature, own]) => ({
      logger: await loggerOf(feature),
      ...own,
    })),
  );
  const subscribers = features.flatMap((feature) => feature.subscribers ?? []);
  const loggers = new Map(
    features.flatMap((feature) => (feature.subscribers ?? []).map((each) => [each, feature.logger])),
  );
  const follows = features.flatMap(({ follows = [], logger }) => follows.map((each) => ({ ...each, logger })));

  const migrations = readMigrations(fileURLToPath(new URL('../../../prisma/migrations', import.meta.url)));
  let router: Router | undefined;
  const health = openHealth({
    database: async () => {
      const missing = await missingMigrations(database, migrations);
      return missing.length === 0 ? undefined : `tables are missing, run db:install: ${missing.join(', ')}`;
    },
    broker: async () => (transport.connected() ? undefined : 'NATS is not connected'),
    ...(subscribers.length === 0
      ? {}
      : { consumers: async () => (router === undefined ? 'not subscribed yet' : undefined) }),
    ...(follows.length === 0 ? {} : { news: async () => newsMissing(following) }),
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
  if (frame.hasMessaging)
    addFeature(server, {
      logger: await loggerOf('dead-letters'),
      routes: (own) => addDeadLetterRoutes(own, { database, tables, transport }),
    });
  for (const { routes, logger } of features) if (routes !== undefined) addFeature(server, { logger, routes });
  const port = await listen(server, { host: settings.HOST, port: frame.port, logger });

  const register = keepTimings({ name, database, book, metrics, logger: timingsLogger, settings });
  const stopping = new AbortController();
  const background = features.flatMap((feature) =>
    (feature.background ?? []).map(async (work) => keepRunning(work, stopping.signal, feature.logger)),
  );
  following = startFollowing(follows, transport, stopping.signal);
  if (frame.hasMessaging) {
    const logger = await loggerOf('relay');
    const relay = { database, tables, transport, outbox, logger, everyMs: RELAY_EVERY_MS, graceMs: RELAY_GRACE_MS };
    background.push(runRelay(relay, stopping.signal));
  }
  let isClosed = false;
  const subscribing = subscribe();

  async function subscribe(): Promise<void> {
    if (!frame.hasMessaging) return;
    const started = await startRouter({
      ...context,
      service: name,
      subscribers,
      loggerOf: (each) => loggers.get(each)!,
    });
    router = started;
    if (isClosed) await started.stop();
    else watchMessaging({ metrics, database, tables, router: started });
  }
  subscribing.catch((error: unknown) => {
    if (!stopping.signal.aborted) logger.error({ err: error }, 'the service cannot subscribe');
  });

  return {
    name,
    logger,
    url: `http://${settings.HOST}:${port}`,
    async stop() {
      stopping.abort();
      await Promise.race([Promise.allSettled([subscribing]), sleep(SUBSCRIBING_GRACE_MS)]);
      isClosed = true;
      await Promise.all([server.close(), router?.stop()]);
      await following.stop();
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

function newsMissing(following: Following | undefined): string | undefined {
  const missing = following?.missing() ?? [];
  return missing.length === 0 ? undefined : `not followed yet: ${missing.join(', ')}`;
}
