import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startPostgres } from '@jophiel/embedded';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binaryDoubles, connectDatabase, type Database, ofAnyLength, readBinaryDoubles } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'jophiel-statements-'));
let server: EmbeddedPostgres;
let database: Database;

const connect = (url: string) =>
  connectDatabase({ url, application: 'test', poolSize: 1, statementTimeoutMs: 5_000, serverSettings: {} });

beforeAll(async () => {
  chmodSync(folder, 0o755);
  server = await startPostgres({ folder: join(folder, 'postgres'), durable: false });
  database = connect(server.url);
});
afterAll(async () => {
  await database.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** How many plans were made of a statement that was run twenty times on rows looked up by one key or two. */
async function plansOf(name: string, keys: string): Promise<number> {
  for (let run = 0; run < 20; run++)
    await database.query({
      name,
      text: `SELECT key FROM many WHERE key = ANY (${keys})`,
      values: [run % 2 === 0 ? ['one'] : ['one', 'two']],
    });
  const [row] = await database.query<{ custom_plans: number }>({
    text: 'SELECT custom_plans FROM pg_prepared_statements WHERE name = $1',
    values: [name],
  });
  return row!.custom_plans;
}

test('a statement on arrays of any length is planned five times for what it is given, and then no more', async () => {
  await database.execute({ text: 'CREATE TABLE many (key text PRIMARY KEY)' });
  await database.execute({ text: 'INSERT INTO many SELECT number::text FROM generate_series(1, 20000) AS number' });
  await database.execute({ text: 'ANALYZE many' });
  expect(await plansOf('of-any-length', ofAnyLength('$1'))).toBe(5);
  expect(await plansOf('of-a-length', '$1::text[]')).toBe(20);
});

test('an array of any length holds what was given', async () => {
  for (const texts of [[], ['a'], ['b', '{"', '\\', 'ä,']]) {
    const rows = await database.query<{ text: string }>({
      text: `SELECT text FROM unnest(${ofAnyLength('$1')}) AS text`,
      values: [texts],
    });
    expect(rows.map(({ text }) => text)).toEqual(texts);
  }
});

test('doubles go to the server and come back bit for bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.double()), async (numbers) => {
      const [row] = await database.query<{ there: number[]; back: Buffer }>({
        name: 'doubles',
        text: 'SELECT $1::float8[] AS there, array_send($1::float8[]) AS back',
        values: [binaryDoubles(numbers)],
      });
      expect(row!.there).toEqual(numbers);
      expect(readBinaryDoubles(row!.back)).toEqual(numbers);
    }),
    { numRuns: 100 },
  );
});

test('statements that do not wait for each other travel in one write, with the beginning of their transaction', async () => {
  const writes: Buffer[] = [];
  const sockets: Socket[] = [];
  const proxy = await listening(
    createServer((socket) => {
      const { hostname, port } = new URL(server.url);
      const upstream = connectSocket(Number(port), hostname);
      sockets.push(socket, upstream);
      socket.setNoDelay(true).on('data', (bytes) => writes.push(bytes));
      socket.pipe(upstream).pipe(socket);
    }),
  );
  const url = new URL(server.url);
  url.port = String((proxy.address() as { port: number }).port);
  const watched = connect(url.href);
  await watched.query({ text: 'SELECT 1' });
  writes.length = 0;
  await watched.transaction(async (transaction) => {
    const rows = await Promise.all(
      [1, 2, 3].map(async (number) => transaction.query({ text: 'SELECT $1::int AS number', values: [number] })),
    );
    expect(rows).toEqual([[{ number: 1 }], [{ number: 2 }], [{ number: 3 }]]);
    expect(writes).toHaveLength(1);
  });
  expect(writes).toHaveLength(2);
  await watched.close();
  for (const socket of sockets) socket.destroy();
  proxy.close();
});

async function listening(proxy: Server): Promise<Server> {
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}
