import { writeFileSync } from 'node:fs';
import { createKey } from '@jophiel/access/keys';
import { makeSigningKey, signToken } from '@jophiel/access/tokens';
import { install, readMetrics, rememberKey, repository } from '@jophiel/local';
import { freePort, startNats, startPostgres } from '@jophiel/embedded';
import { declareStreams } from '@jophiel/nats';
import { connectDatabase, type Database } from '@jophiel/postgres';
import { eventually, temporaryFolder } from '@jophiel/testing';
import { Console } from '../../../deploy/local/console.ts';
import { ServiceProcess } from '../../../deploy/local/service-process.ts';

const STREAM_SCALE = 0.05;

/** The feed API in its own process, with real servers and no other service. */
export interface FeedApiProcess {
  readonly url: string;
  readonly pid: number;
  readonly database: Database;
  /** A second process, over the same tables, that asks for no key. */
  readonly withoutAccess: { readonly url: string; readonly pid: number };
  /** A token of a user; each call makes another one. */
  token(userId: number): Promise<string>;
  /** Requests of a route so far, from its histogram. */
  served(route: string): Promise<{ readonly requests: number; readonly seconds: number }>;
  stop(): Promise<void>;
}

const ISSUER = 'bench';
const TOKEN_SECONDS = 3_600;

export async function startFeedApiProcess(fill: (database: Database) => Promise<void>): Promise<FeedApiProcess> {
  const folder = temporaryFolder('feed-api');
  const [postgres, nats] = await Promise.all([
    startPostgres({ folder: `${folder.path}/postgres`, durable: true }),
    startNats({ folder: `${folder.path}/nats` }),
  ]);
  const database = connectDatabase({
    url: postgres.url,
    application: 'bench',
    poolSize: 1,
    statementTimeoutMs: 600_000,
  });
  await install(database);
  await declareStreams({ url: nats.url, replicas: 1, scale: STREAM_SCALE });
  await fill(database);
  const signing = await makeSigningKey('bench');
  const keysFile = `${folder.path}/token-keys.json`;
  writeFileSync(keysFile, JSON.stringify(signing.keySet));
  const { text: key } = await createKey(database, { name: 'bench', scopes: ['operate', 'events:write'] });
  const start = async (access: Readonly<Record<string, string>>) => {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const started = startProcess({ folder: folder.path, postgres, nats, port }, access);
    await eventually(async () => {
      const { status } = await fetch(`${url}/health/ready`);
      if (status !== 200) throw new Error(`feed-api answers ${status}`);
    });
    return { url, started };
  };
  const { url, started: service } = await start({ TOKEN_ISSUER: ISSUER, TOKEN_KEYS_FILE: keysFile });
  const open = await start({ ACCESS: 'off' });
  rememberKey([url], key);
  let tokens = 0;
  return {
    url,
    pid: service.pid!,
    database,
    withoutAccess: { url: open.url, pid: open.started.pid! },
    async token(userId) {
      // The same claims would make the same token.
      const seconds = TOKEN_SECONDS - (tokens++ % 1_000);
      return signToken(signing.privateKey, { userId: String(userId), issuer: ISSUER, audience: 'jophiel', seconds });
    },
    async served(route) {
      const lines = (await readMetrics(url)).filter(({ labels }) => labels.route === route);
      const sum = (name: string) =>
        lines.filter((line) => line.name === name).reduce((total, { value }) => total + value, 0);
      return { requests: sum('jophiel_http_request_seconds_count'), seconds: sum('jophiel_http_request_seconds_sum') };
    },
    async stop() {
      await Promise.all([service.stop(), open.started.stop()]);
      await database.close();
      await Promise.all([postgres.stop(), nats.stop()]);
      folder.remove();
    },
  };
}

function startProcess(
  parts: {
    readonly folder: string;
    readonly postgres: { readonly url: string };
    readonly nats: { readonly url: string };
    readonly port: string;
  },
  access: Readonly<Record<string, string>>,
): ServiceProcess {
  const service = new ServiceProcess({
    name: 'feed-api',
    file: `${repository}services/feed-api/src/main.ts`,
    environment: {
      ...process.env,
      DATABASE_URL: parts.postgres.url,
      NATS_URL: parts.nats.url,
      NATS_STREAM_SCALE: String(STREAM_SCALE),
      LOG_FOLDER: `${parts.folder}/logs`,
      FEED_API_PORT: parts.port,
      ...access,
    },
    console: new Console(['feed-api']),
  });
  service.start();
  return service;
}
