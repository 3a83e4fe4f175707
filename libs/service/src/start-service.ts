import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadDefinition } from '@jophiel/domain';
import { openAccess } from '@jophiel/access';
import { addFeature, buildServer, isLoopback, listen } from '@jophiel/http';
import { emitterOf, messagingTables, Outbox, type Router, runRelay, startRouter } from '@jophiel/messaging';
import { connectTransport } from '@jophiel/nats';
import { inboxPrefixOf, streamSubjectsOf } from '@jophiel/nats/permissions';
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
import { connectDatabase, missingMigrations, readMigrations, roleOf } from '@jophiel/postgres';
import { type Environment, readSettings } from './settings/index.ts';
import type { TObject } from 'typebox';
import { addDeadLetterRoutes } from './dead-letter-routes.ts';
import { watchLogs } from './log-metrics.ts';
import { watchMessaging } from './messaging-metrics.ts';
import { assertListed } from './assert-listed.ts';
import { logsOf } from './features.ts';
import { hasMessaging, type ServiceManifest, settingPrefix } from './manifest.ts';
import { startAnswering } from './start-answering.ts';
import { httpDefaultsOf } from './http-defaults-of.ts';
import { keepRunning } from './keep-running.ts';
import { natsTlsOf } from './nats-tls-of.ts';
import { withOwnUrls } from './own-urls.ts';
import { keepTimings } from './keep-timings.ts';
import { type Following, startFollowing } from './start-following.ts';
import type { FeatureParts, RunningService, ServiceContext, ServiceParts, SettingsOf } from './service.ts';

const RELAY_EVERY_MS = 1_000;
const RELAY_GRACE_MS = 5_000;
/** On stop, wait this long for a subscription in progress; an abandoned one would keep running. */
const SUBSCRIBING_GRACE_MS = 500;
/** Default limit of request bodies. */
export const DEFAULT_BODY_LIMIT_BYTES = 64 * 1024;

type Compose<Settings extends TObject, Feature extends string> = (
  context: ServiceContext<Settings, Feature>,
) => Promise<ServiceParts<Feature>> | ServiceParts<Feature>;

/**
 * Starts a service: the common parts and its own.
 * @throws JophielError SETTING_INVALID, or MANIFEST_INCOMPLETE when a part uses what the manifest does not list
 */
export async function startService<Settings extends TObject, Feature extends string>(
  manifest: ServiceManifest<string, Settings, Feature>,
  environment: Environment,
  compose: Compose<Settings, Feature>,
): Promise<RunningService> {
  const { name } = manifest;
  const settings = readSettings(manifest.settings, withOwnUrls(name, environment)) as SettingsOf<Settings>;
  const logs = await openLogs({ service: name, ...logOptionsOf(settings) });
  try {
    return await startLogged({ manifest, settings, compose, logs });
  } catch (error) {
    (await logs.feature(name)).fatal({ err: error }, 'the service cannot start');
    logs.close();
    throw error;
  }
}

interface Start<Settings extends TObject, Feature extends string> {
  readonly manifest: ServiceManifest<string, Settings, Feature>;
  readonly settings: SettingsOf<Settings>;
  readonly compose: Compose<Settings, Feature>;
  readonly logs: Logs;
}

async function startLogged<Settings extends TObject, Feature extends string>({
  manifest,
  settings,
  compose,
  logs,
}: Start<Settings, Feature>): Promise<RunningService> {
  const { name } = manifest;
  const isMessaging = hasMessaging(manifest);
  const { serverSettings = {}, minimum = 1 } = manifest.connections ?? {};
  const domain = loadDefinition(settings.JOPHIEL_DOMAIN);
  for (const log of logsOf(manifest)) (await logs.feature(log)).info('starts');
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
    poolSize: Math.max(settings.DATABASE_POOL, minimum),
    statementTimeoutMs: settings.DATABASE_TIMEOUT_MS,
    serverSettings,
    ...(settings.DATABASE_ROLES ? { role: roleOf(name) } : {}),
  });
  const transport = connectTransport({
    url: settings.NATS_URL,
    name: `jophiel ${name}`,
    replicas: settings.NATS_REPLICAS,
    scale: settings.NATS_STREAM_SCALE,
    inboxPrefix: inboxPrefixOf(name),
    tls: natsTlsOf(settings),
    awaits: manifest.declaresStreams === true ? undefined : streamSubjectsOf(manifest),
    onFailure: (error) => logger.warn({ err: error }, 'NATS is unavailable; retrying'),
    onForbidden: (error) => logger.error({ err: error, code: error.code }, 'NATS refuses what this service needs'),
  });
  const tables = messagingTables(name);
  const outbox = new Outbox({
    database,
    tables,
    transport,
    onFailure: (error) =>
      logger.warn({ err: error }, 'published events could not be marked; the relay publishes them again'),
  });
  const isOnLoopback = isLoopback(settings.HOST);
  const access = openAccess({
    settings,
    executor: database,
    isOnLoopback,
    onFailure: (error) =>
      logger.warn({ err: error }, 'access keys cannot be read; those that were read last count for a time'),
  });
  const now = () => new Date();
  let following: Following | undefined;
  const context: ServiceContext<Settings, Feature> = {
    settings,
    domain,
    database,
    asking: (request) => {
      assertListed(manifest, 'asks', request.subject);
      return transport;
    },
    emitting: (...events) => {
      for (const { subject } of events) assertListed(manifest, 'emits', subject);
      return emitterOf(outbox, events);
    },
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
  const answers = features.flatMap(({ answers = [], logger }) => answers.map((each) => ({ ...each, logger })));
  for (const { contract, emits } of subscribers) {
    assertListed(manifest, 'consumes', contract.subject);
    for (const { subject } of emits) assertListed(manifest, 'emits', subject);
  }
  for (const { contract } of follows) assertListed(manifest, 'follows', contract.subject);
  for (const { request } of answers) assertListed(manifest, 'answers', request.subject);

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
    bodyLimitBytes: parts.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
    access: { identify: access.identify, isOnLoopback },
    httpDefaults: httpDefaultsOf(settings, name),
    onRequest: (process, ms) => {
      const endedAt = performance.now();
      book.single(process, endedAt - ms, endedAt);
    },
  });
  if (isMessaging)
    addFeature(server, {
      logger: await loggerOf('dead-letters'),
      routes: (own) => addDeadLetterRoutes(own, { database, tables, transport, service: name }),
    });
  for (const { routes, logger } of features) if (routes !== undefined) addFeature(server, { logger, routes });
  // Else the first requests would be answered 503, although PostgreSQL is there.
  await access.ready();
  const port = await listen(server, { host: settings.HOST, port: portOf(settings, name), logger });

  const register = keepTimings({ name, database, book, metrics, logger: timingsLogger, settings });
  const stopping = new AbortController();
  const background = features.flatMap((feature) =>
    (feature.background ?? []).map(async (work) => keepRunning(work, stopping.signal, feature.logger)),
  );
  background.push(access.keepFresh(stopping.signal));
  following = startFollowing(follows, transport, stopping.signal);
  const answering = startAnswering(answers, transport, stopping.signal);
  if (isMessaging) {
    const logger = await loggerOf('relay');
    const relay = { database, tables, transport, outbox, logger, everyMs: RELAY_EVERY_MS, graceMs: RELAY_GRACE_MS };
    background.push(runRelay(relay, stopping.signal));
  }
  let isClosed = false;
  const subscribing = subscribe();

  async function subscribe(): Promise<void> {
    if (!isMessaging) return;
    const started = await startRouter({
      ...context,
      outbox,
      transport,
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
      await answering.stop();
      await following.stop();
      await parts.onStop?.();
      await outbox.settled();
      // Ends what still waits for the first connection.
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

function portOf(settings: Readonly<Record<string, unknown>>, name: string): number {
  return settings[`${settingPrefix(name)}_PORT`] as number;
}
