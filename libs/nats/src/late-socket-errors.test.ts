import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNats } from '@jophiel/embedded';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hearLateSocketErrors } from './late-socket-errors.ts';

let folder: string;
let server: Awaited<ReturnType<typeof startNats>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jophiel-nats-'));
  server = await startNats({ folder });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const socketOf = (connection: NatsConnection) =>
  (connection as unknown as { protocol: { transport: { socket: Socket } } }).protocol.transport.socket;

/** Sends on a socket that has ended, and gives the connection up in the same moment. */
async function sendTooLate(connection: NatsConnection): Promise<unknown[]> {
  const unheard: unknown[] = [];
  const hear = (error: unknown) => unheard.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', hear);
  socketOf(connection).end();
  connection.publish('somewhere', 'something');
  await Promise.resolve();
  socketOf(connection).removeAllListeners();
  await sleep(20);
  process.removeAllListeners('uncaughtException');
  for (const other of others) process.on('uncaughtException', other);
  await connection.close();
  return unheard;
}

test('a write that came too late ends the process with the client alone', async () => {
  expect(await sendTooLate(await connect({ servers: server.url }))).toMatchObject([
    { code: 'ERR_STREAM_WRITE_AFTER_END' },
  ]);
});

test('and is heard where late errors are', async () => {
  const connection = await connect({ servers: server.url });
  hearLateSocketErrors(connection);
  expect(await sendTooLate(connection)).toEqual([]);
});

test('also on the socket after a reconnect', async () => {
  const connection = await connect({ servers: server.url, reconnectTimeWait: 10 });
  hearLateSocketErrors(connection);
  const status = connection.status()[Symbol.asyncIterator]();
  await connection.reconnect();
  while ((await status.next()).value.type !== 'reconnect');
  expect(await sendTooLate(connection)).toEqual([]);
});
