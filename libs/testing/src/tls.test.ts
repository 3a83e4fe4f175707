import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { type ChildServer, startNats, startPostgres } from '@jophiel/embedded';
import { connectNats, type NatsTls } from '@jophiel/nats';
import { connectDatabase } from '@jophiel/postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selfSigned } from '../test/self-signed.ts';
import { type TemporaryFolder, temporaryFolder } from './index.ts';

let folder: TemporaryFolder;
const started: ChildServer[] = [];

beforeEach(() => {
  folder = temporaryFolder('tls');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (server) => server.stop()));
  folder.remove();
});

describe('NATS over TLS', () => {
  const connects = async (url: string, tls?: NatsTls) => {
    // The client compares the certificate with a name, not with an address.
    const connection = await connectNats({ url: url.replace('127.0.0.1', 'localhost'), name: 'test', tls });
    await connection.flush();
    await connection.close();
  };

  test('lets in who trusts its certificate and shows one of its own, and nobody else', async () => {
    const [own, client] = [selfSigned(folder.path, 'server'), selfSigned(folder.path, 'client')];
    const files = `cert_file: "${own.certFile}", key_file: "${own.keyFile}"`;
    const settings = [`tls { ${files}, ca_file: "${client.certFile}", verify: true }`];
    const server = await startNats({ folder: folder.path, settings });
    started.push(server);
    await connects(server.url, { caFile: own.certFile, ...client });
    for (const tls of [undefined, { caFile: own.certFile }, { ...client, caFile: client.certFile }])
      await expect(connects(server.url, tls)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  });

  test('a server without TLS is refused by who wants it', async () => {
    const { certFile } = selfSigned(folder.path, 'server');
    const server = await startNats({ folder: folder.path });
    started.push(server);
    await connects(server.url);
    await expect(connects(server.url, { caFile: certFile })).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  });
});

test('PostgreSQL over TLS, by the settings in the URL; another certificate is refused, without the password', async () => {
  const [own, other] = [selfSigned(folder.path, 'server'), selfSigned(folder.path, 'other')];
  const server = await startPostgres({ folder: `${folder.path}/postgres`, durable: false });
  started.push(server);
  const query = async (url: string, ...texts: string[]) => {
    const database = connectDatabase({ url, application: 'test', poolSize: 1, statementTimeoutMs: 10_000 });
    try {
      let rows: unknown;
      for (const text of texts) rows = await database.query({ text });
      return rows;
    } finally {
      await database.close();
    }
  };
  // The server reads only a key that is its user's alone.
  if (process.getuid?.() === 0) execFileSync('chown', ['postgres', own.keyFile]);
  chmodSync(own.keyFile, 0o600);
  await query(
    server.url,
    `ALTER SYSTEM SET ssl_cert_file = '${own.certFile}'`,
    `ALTER SYSTEM SET ssl_key_file = '${own.keyFile}'`,
    'ALTER SYSTEM SET ssl = on',
    'SELECT pg_reload_conf()',
  );
  const isEncrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  const over = (certFile: string) => `${server.url}?sslmode=verify-full&sslrootcert=${certFile}`;
  await expect.poll(async () => query(over(own.certFile), isEncrypted).catch(String)).toEqual([{ ssl: true }]);
  const refused = await query(over(other.certFile), isEncrypted).catch((error: Error) => error.message);
  expect(refused).toMatch(/PostgreSQL is unavailable: self-signed certificate|certificate/);
  expect(refused).not.toContain(new URL(server.url).password);
});
