import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildServer, type OnLife, startChildServer, stopLeftOver } from '../child-server.ts';
import { freePort } from '../free-port.ts';
import { own } from '../owner.ts';
import { requireNatsServer } from './find-nats-server.ts';

export interface EmbeddedNats extends ChildServer {
  readonly url: string;
  /** Folder of the JetStream messages. */
  readonly store: string;
}

export interface EmbeddedNatsOptions {
  readonly folder: string;
  readonly port?: number;
  /** Further lines of the server's configuration. */
  readonly settings?: readonly string[];
  readonly onLife?: OnLife;
}

/** A nats-server with JetStream, on the loopback interface. */
export async function startNats(options: EmbeddedNatsOptions): Promise<EmbeddedNats> {
  const { folder } = options;
  const store = join(folder, 'store');
  const configFile = join(folder, 'nats.conf');
  const pidFile = join(folder, 'nats.pid');
  mkdirSync(store, { recursive: true });
  await stopLeftOver({ name: 'nats-server', folder, pidFile, commandPart: configFile }, 'SIGTERM');
  const port = options.port ?? (await freePort());
  writeFileSync(
    configFile,
    [
      `host: 127.0.0.1`,
      `port: ${port}`,
      `server_name: jophiel`,
      `pid_file: ${JSON.stringify(pidFile)}`,
      `jetstream { store_dir: ${JSON.stringify(store)}, max_mem: 256MB, max_file: 20GB }`,
      ...(options.settings ?? []),
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
  // The mode counts for a new file only.
  chmodSync(configFile, 0o600);
  const server = await startChildServer({
    name: 'nats-server',
    command: requireNatsServer(),
    args: ['-c', configFile],
    logFile: join(folder, 'nats.log'),
    ready: /Server is ready/,
    stopSignal: 'SIGTERM',
    timeoutMs: 30_000,
    onLife: options.onLife,
  });
  own(folder);
  return { ...server, store, url: `nats://127.0.0.1:${port}` };
}
