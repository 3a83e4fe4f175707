import { type AddressInfo, connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectTo, givenServer } from '../test/given-server.ts';
import { isPassingFailure } from './index.ts';

const TIMEOUT_MS = 500;
const server = givenServer();
const sockets: Socket[] = [];
let proxy: Server;
let url: string;
let isStalled = false;

/** Between client and PostgreSQL: as a router does that drops packets, it keeps connections open and passes nothing on. */
beforeEach(async () => {
  const target = new URL((await server.newDatabase()).url);
  const { port, hostname } = target;
  proxy = createServer((client) => {
    const upstream = connectSocket(Number(port), hostname);
    sockets.push(client, upstream);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      from.on('data', (bytes) => {
        if (!isStalled) to.write(bytes);
      });
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.on('close', () => upstream.destroy());
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  target.port = String((proxy.address() as AddressInfo).port);
  url = target.href;
});
afterEach(() => {
  isStalled = false;
  for (const socket of sockets.splice(0)) socket.destroy();
  proxy.close();
});

test('a connection that stalls fails its statement after the timeout, and the next statement has another one', async () => {
  const database = connectTo(url, { statementTimeoutMs: TIMEOUT_MS });
  expect(await database.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);

  isStalled = true;
  const failure = await database.query({ text: 'SELECT 2 AS two' }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(isPassingFailure(failure)).toBe(true);
  isStalled = false;
  expect(await database.query({ text: 'SELECT 3 AS three' })).toEqual([{ three: 3 }]);
  await database.close();
});

test('a transaction whose connection stalls fails; its connection is not used again', async () => {
  const database = connectTo(url, { statementTimeoutMs: TIMEOUT_MS });
  const failure = await database
    .transaction(async (transaction) => {
      const [before] = await transaction.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
      expect(before!.pid).toBeGreaterThan(0);
      isStalled = true;
      await transaction.query({ text: 'SELECT 1' });
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(isPassingFailure(failure)).toBe(true);
  isStalled = false;
  expect(await database.transaction(async (transaction) => transaction.query({ text: 'SELECT 4 AS four' }))).toEqual([
    { four: 4 },
  ]);
  await database.close();
});
