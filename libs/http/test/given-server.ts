import { existsSync, readFileSync } from 'node:fs';
import { type Check, openHealth, openLogs, openMetrics } from '@jophiel/observability';
import { temporaryFolder } from '@jophiel/testing';
import {
  buildServer,
  type AccessOptions,
  listen,
  type HttpDefaults,
  type Server,
  open,
  type ServerOptions,
  thePlatform,
} from '../src/index.ts';

export interface GivenServer {
  readonly server: Server;
  readonly url: string;
  readonly port: number;
  /** The log so far, oldest line first. */
  log(): Record<string, unknown>[];
  remove(): Promise<void>;
}

export interface GivenServerOptions {
  readonly checks?: Readonly<Record<string, Check>>;
  readonly host?: string;
  readonly access?: Partial<AccessOptions>;
  /** Whether routes without declared access are open, for tests of something else. */
  readonly declares?: boolean;
  readonly httpDefaults?: Partial<HttpDefaults>;
  readonly onRequest?: NonNullable<ServerOptions['onRequest']>;
}

export const BODY_LIMIT = 1_000;

/** A listening server of a service `test` with some routes. */
export async function givenServer(
  routes: (server: Server) => void = () => {},
  { checks = {}, host = '127.0.0.1', access, declares = true, httpDefaults, onRequest }: GivenServerOptions = {},
): Promise<GivenServer> {
  const folder = temporaryFolder('http');
  const logs = await openLogs({ service: 'test', level: 'warn', folder: folder.path, rotateAtBytes: 1e6, keep: 1 });
  const logger = await logs.feature('test');
  const server = await buildServer({
    service: 'test',
    logger,
    metrics: openMetrics('test'),
    health: openHealth(checks),
    bodyLimitBytes: BODY_LIMIT,
    httpDefaults: { compressFromBytes: undefined, origins: [], ...httpDefaults },
    access: { identify: () => thePlatform, isOnLoopback: true, ...access },
    ...(onRequest === undefined ? {} : { onRequest }),
  });
  if (declares)
    server.addHook('onRoute', (route) => {
      route.config = { access: open, ...route.config };
    });
  routes(server);
  const port = await listen(server, { host, port: 0, logger });
  const file = `${folder.path}/test.log`;
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    log: () =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Record<string, unknown>)
        : [],
    async remove() {
      await server.close();
      logs.close();
      folder.remove();
    },
  };
}
