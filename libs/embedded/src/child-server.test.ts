import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startChildServer } from './child-server.ts';
import { freePort } from './free-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'jophiel-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A server that is a line of JavaScript. */
const start = async (code: string, timeoutMs = 20_000) =>
  startChildServer({
    name: 'the server',
    command: process.execPath,
    args: ['-e', code],
    logFile: join(folder, 'logs', 'server.log'),
    ready: /ready to serve/,
    stopSignal: 'SIGTERM',
    timeoutMs,
  });
const forever = 'setInterval(() => {}, 1000)';

test('a server is started once it says that it serves, and what it prints is kept', async () => {
  const server = await start(
    `console.log('starting'); setTimeout(() => console.error('ready to serve'), 50); ${forever}`,
  );
  expect(existsSync(`/proc/${server.pid}`)).toBe(true);
  expect(readFileSync(join(folder, 'logs', 'server.log'), 'utf8')).toBe('starting\nready to serve\n');
  await server.stop();
  expect(existsSync(`/proc/${server.pid}`)).toBe(false);
});

test('what a server prints before it serves may be long, as while it recovers and clients try to connect', async () => {
  const server = await start(
    `console.log('refused'.repeat(10_000)); setTimeout(() => console.log('ready to serve'), 50); ${forever}`,
  );
  expect(existsSync(`/proc/${server.pid}`)).toBe(true);
  await server.stop();
});

test('stopping waits until the server is gone', async () => {
  const server = await start(
    `process.on('SIGTERM', () => setTimeout(() => process.exit(0), 100)); console.log('ready to serve'); ${forever}`,
  );
  await Promise.all([server.stop(), server.stop()]);
  expect(existsSync(`/proc/${server.pid}`)).toBe(false);
});

test('the last words of a server, and of what it has started, are kept by the time it counts as gone', async () => {
  const heir = `require('child_process').spawn('sh', ['-c', 'sleep .3; printf "the last words"'], { stdio: 'inherit' })`;
  const server = await start(
    `process.on('SIGTERM', () => { ${heir}; process.exit(0); }); console.log('ready to serve'); ${forever}`,
  );
  await server.stop();
  expect(readFileSync(join(folder, 'logs', 'server.log'), 'utf8')).toMatch(/the last words$/);
});

test('one that ends instead is told with its code, its last words and its log', async () => {
  await expect(start(`console.error('the disk is full'); process.exitCode = 3`)).rejects.toThrow(
    /^the server did not start: it ended with 3\. Its log is .*server\.log\.\n.*the disk is full/s,
  );
});

test('a server that is not ready within the timeout is ended', async () => {
  await expect(start(`console.log(process.pid); ${forever}`, 1_500)).rejects.toThrow(/not ready within 1500 ms/);
  const pid = Number(
    readFileSync(join(folder, 'logs', 'server.log'), 'utf8')
      .trim()
      .split('\n')
      .at(-1),
  );
  const { promise, resolve } = Promise.withResolvers<void>();
  const looking = setInterval(() => existsSync(`/proc/${pid}`) || resolve(), 10);
  await promise;
  clearInterval(looking);
});

test('a program that is not there is told', async () => {
  const options = { name: 'x', args: [], ready: /x/, stopSignal: 'SIGTERM', timeoutMs: 5_000 } as const;
  const command = join(folder, 'nowhere');
  await expect(startChildServer({ ...options, command, logFile: join(folder, 'x.log') })).rejects.toThrow(/ENOENT/);
});

test('a free port is one that can be listened on, and not the same for two who ask at once', async () => {
  const [one, other] = await Promise.all([freePort(), freePort()]);
  expect(one).not.toBe(other);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(one, '127.0.0.1', resolve);
  });
  server.close();
});
