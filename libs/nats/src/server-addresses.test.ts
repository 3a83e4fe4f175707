import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats } from '@jophiel/embedded';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectNats } from './index.ts';
import { readServerAddresses } from './server-addresses.ts';

test.each([
  ['nats://127.0.0.1:4222', { servers: ['nats://127.0.0.1:4222'] }],
  ['127.0.0.1:4222', { servers: ['127.0.0.1:4222'] }],
  ['nats://a:4222, tls://b:4223', { servers: ['nats://a:4222', 'tls://b:4223'] }],
  ['nats://user:1234@a:4222', { servers: ['nats://a:4222'], user: 'user', pass: '1234' }],
  ['nats://user:@a', { servers: ['nats://a'], user: 'user', pass: '' }],
  ['nats://t0ken@a:4222,nats://b:4222', { servers: ['nats://a:4222', 'nats://b:4222'], token: 't0ken' }],
  ['nats://user:p%40ss%@[::1]:4222', { servers: ['nats://[::1]:4222'], user: 'user', pass: 'p%40ss%' }],
  ['nats://user:p%40ss@a', { servers: ['nats://a'], user: 'user', pass: 'p@ss' }],
])('%s', (url, addresses) => {
  expect(readServerAddresses(url)).toEqual(addresses);
});

/* .env.example: "NATS with JetStream, as nats://user:password@host:port" */
describe('a server that asks for a password', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jophiel-nats-'));
  let server: Awaited<ReturnType<typeof startNats>>;
  beforeAll(async () => {
    server = await startNats({ folder, settings: ['authorization { user: jophiel, password: "4711@home" }'] });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const connect = async (credentials: string) =>
    connectNats({ url: server.url.replace('//', `//${credentials}`), name: 'test' });

  test('lets in who names it in the URL', async () => {
    const connection = await connect('jophiel:4711%40home@');
    expect(connection.isClosed()).toBe(false);
    await connection.close();
  });

  test.each(['', 'jophiel:wrong@', 'somebody:4711%40home@', 'token@'])(
    'refuses "%s", without showing it',
    async (credentials) => {
      await expect(connect(credentials)).rejects.toMatchObject({
        code: 'BROKER_FORBIDDEN',
        message: expect.stringMatching(/^NATS at nats:\/\/(…@)?127\.0\.0\.1:\d+ refuses the user: .*Authorization/i),
      });
    },
  );
});
