import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ChildServer, freePort, startNats, startPostgres } from '@jophiel/embedded';
import { connectNats } from '@jophiel/nats';
import { connectDatabase } from '@jophiel/postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type TemporaryFolder, temporaryFolder } from './index.ts';

let folder: TemporaryFolder;
const started: ChildServer[] = [];

beforeEach(() => {
  folder = temporaryFolder('embedded');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (server) => server.stop()));
  folder.remove();
});

interface Running extends ChildServer {
  readonly url: string;
}

const kinds = {
  postgres: {
    async start(port?: number): Promise<Running> {
      const options = { folder: `${folder.path}/data`, durable: false };
      return startPostgres(port === undefined ? options : { ...options, port });
    },
    async write({ url }: Running) {
      await query(url, `CREATE TABLE kept AS SELECT 42 AS answer`);
    },
    async read({ url }: Running) {
      return query(url, `SELECT answer FROM kept`);
    },
    kept: [{ answer: 42 }],
    /** A query that runs when the server dies. */
    async hold({ url }: Running) {
      await query(url, 'SELECT pg_sleep(60)').catch(() => {});
    },
  },
  nats: {
    async start(port?: number): Promise<Running> {
      const options = { folder: `${folder.path}/data` };
      return startNats(port === undefined ? options : { ...options, port });
    },
    async write({ url }: Running) {
      await request(url, '$JS.API.STREAM.CREATE.KEPT', { name: 'KEPT', subjects: ['kept'], storage: 'file' });
      await request(url, 'kept', { answer: 42 });
    },
    async read({ url }: Running) {
      const { state } = (await request(url, '$JS.API.STREAM.INFO.KEPT', {})) as { state: { messages: number } };
      return state.messages;
    },
    kept: 1,
    async hold() {},
  },
} as const;

async function query(url: string, text: string) {
  const database = connectDatabase({ url, application: 'test', poolSize: 1, statementTimeoutMs: 10_000 });
  try {
    return await database.query({ text });
  } finally {
    await database.close();
  }
}

async function request(url: string, subject: string, body: object): Promise<unknown> {
  const connection = await connectNats({ url, name: 'test' });
  try {
    return (await connection.request(subject, JSON.stringify(body))).json();
  } finally {
    await connection.close();
  }
}

async function start(kind: keyof typeof kinds, port?: number): Promise<Running> {
  const server = await kinds[kind].start(port);
  started.push(server);
  return server;
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`);
const isListening = async (url: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describe.each(['postgres', 'nats'] as const)('%s', (kind) => {
  const { write, read, kept } = kinds[kind];

  test('starts on a missing folder, and finds its data after a stop and after a crash', async () => {
    const first = await start(kind);
    await write(first);
    await first.stop();
    const second = await start(kind);
    expect(await read(second)).toEqual(kept);
    const busy = kinds[kind].hold(second);
    await second.kill('SIGKILL');
    await busy;
    expect(await read(await start(kind))).toEqual(kept);
  });

  test('listens on the given port, and leaves no process and no open port after a stop; a second stop does nothing', async () => {
    const port = await freePort();
    const server = await start(kind, port);
    expect(new URL(server.url).port).toBe(String(port));
    expect([isAlive(server.pid), await isListening(server.url)]).toEqual([true, true]);
    await server.stop();
    expect([isAlive(server.pid), await isListening(server.url)]).toEqual([false, false]);
    await server.stop();
    await server.kill('SIGKILL');
  });

  test('refuses a folder that is in use, and does not disturb the server there', async () => {
    const first = await start(kind);
    await write(first);
    await expect(start(kind)).rejects.toMatchObject({
      code: 'PREREQUISITE_MISSING',
      message: expect.stringMatching(new RegExp(`data is in use: process ${process.pid} .*${first.pid}`)),
    });
    expect(await read(first)).toEqual(kept);
  });

  test('that a killed process left running is stopped, and its data found', async () => {
    const file = fileURLToPath(new URL('../test/starter.ts', import.meta.url));
    const starter = spawn(process.execPath, [file, kind, `${folder.path}/data`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [chunk] = (await once(starter.stdout, 'data')) as [Buffer];
    const leftOver = Number(chunk.toString());
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    expect(isAlive(leftOver)).toBe(true);
    const next = await start(kind);
    expect(next.pid).not.toBe(leftOver);
    await eventually(() => expect(isAlive(leftOver)).toBe(false));
    await write(next);
    expect(await read(next)).toEqual(kept);
  });

  test('that cannot start reports the reason and the path of its log', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as { port: number };
    await expect(start(kind, port)).rejects.toThrow(
      /did not start: it ended with 1\. Its log is .*\.log\.\n[^]*in use/,
    );
    other.close();
  });
});

test('half a cluster, left by an interrupted start, is created again, with a new password', async () => {
  mkdirSync(`${folder.path}/data/cluster/base`, { recursive: true });
  writeFileSync(`${folder.path}/data/cluster/postgresql.conf`, 'nonsense');
  const server = await start('postgres');
  await kinds.postgres.write(server);
  expect(await kinds.postgres.read(server)).toEqual([{ answer: 42 }]);
  const url = new URL(server.url);
  url.password = 'guessed';
  await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});
