import { install, readMetrics, repository } from '@jophiel/local';
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
  /** Requests of a route so far, from its histogram. */
  served(route: string): Promise<{ readonly requests: number; readonly seconds: number }>;
  stop(): Promise<void>;
}

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
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const service = new ServiceProcess({
    name: 'feed-api',
    file: `${repository}services/feed-api/src/main.ts`,
    environment: {
      ...process.env,
      DATABASE_URL: postgres.url,
      NATS_URL: nats.url,
      NATS_STREAM_SCALE: String(STREAM_SCALE),
      LOG_FOLDER: `${folder.path}/logs`,
      FEED_API_PORT: port,
    },
    console: new Console(['feed-api']),
  });
  service.start();
  await eventually(async () => {
    const { status } = await fetch(`${url}/health/ready`);
    if (status !== 200) throw new Error(`feed-api answers ${status}`);
  });
  return {
    url,
    pid: service.pid!,
    database,
    async served(route) {
      const lines = (await readMetrics(url)).filter(({ labels }) => labels.route === route);
      const sum = (name: string) =>
        lines.filter((line) => line.name === name).reduce((total, { value }) => total + value, 0);
      return { requests: sum('jophiel_http_request_seconds_count'), seconds: sum('jophiel_http_request_seconds_sum') };
    },
    async stop() {
      await service.stop();
      await database.close();
      await Promise.all([postgres.stop(), nats.stop()]);
      folder.remove();
    },
  };
}
