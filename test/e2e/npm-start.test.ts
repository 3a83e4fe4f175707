import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { type ServiceName, serviceNames } from '@jophiel/local';
import type { FeedAnswer } from '@jophiel/contracts';
import { freePort, requireNatsServer } from '@jophiel/embedded';
import { eventually, type TemporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryCheckout } from '../stack/temporary-checkout.ts';

const TIMEOUT_MS = 180_000;
const USER = 7;
/** Enough for npm start to show a like of one of them. */
const SAMPLES = Array.from({ length: 12 }, (_, index) => index + 1);

let checkout: TemporaryFolder;
let environment: Record<string, string>;
let urls: Record<ServiceName, string>;
let running: { readonly child: ChildProcess; readonly output: () => string };

beforeAll(async () => {
  checkout = temporaryCheckout();
  const ports = await Promise.all(serviceNames.map(async (name) => [name, await freePort()] as const));
  urls = Object.fromEntries(ports.map(([name, port]) => [name, `http://127.0.0.1:${port}`])) as typeof urls;
  environment = {
    PATH: process.env.PATH!,
    NATS_SERVER_BINARY: requireNatsServer(),
    LOG_FOLDER: `${checkout.path}/.jophiel/logs`,
    ...(process.env.JOPHIEL_TEST_RUN === undefined ? {} : { JOPHIEL_TEST_RUN: process.env.JOPHIEL_TEST_RUN }),
    ...Object.fromEntries(
      ports.map(([name, port]) => [`${name.replaceAll('-', '_').toUpperCase()}_PORT`, String(port)]),
    ),
  };
}, TIMEOUT_MS);
afterAll(async () => {
  await stop('SIGTERM');
  checkout.remove();
}, TIMEOUT_MS);

/** What `npm start -- --empty` runs, with PostgreSQL and NATS of its own. */
async function start(): Promise<void> {
  const child = spawn(process.execPath, [`${checkout.path}/deploy/local/start.ts`, '--empty'], {
    cwd: checkout.path,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  running = { child, output: () => output };
  await eventually(() => expect(output).toContain('started in'), TIMEOUT_MS);
}

/** @returns the exit code; undefined when nothing runs */
async function stop(signal: NodeJS.Signals): Promise<number | null | undefined> {
  if (running.child.exitCode !== null) return undefined;
  const ended = once(running.child, 'exit') as Promise<[number | null]>;
  running.child.kill(signal);
  return (await ended)[0];
}

const keyFile = () => `${checkout.path}/.jophiel/access/key`;
const withKey = () => ({ authorization: `Bearer ${readFileSync(keyFile(), 'utf8').trim()}` });

/** What a command of the checkout prints, run as its user types it. */
function shell(command: string): string {
  return execFileSync('sh', ['-c', command], { cwd: checkout.path, env: environment, encoding: 'utf8' });
}

async function send(event_name: string, payload: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${urls.ingestion}/v1/events?event_name=${event_name}`, {
    method: 'POST',
    headers: { ...withKey(), 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  expect([response.status, response.status === 202 ? '' : await response.text()]).toEqual([202, '']);
}

async function feed(user = USER) {
  const response = await fetch(`${urls['feed-api']}/v1/feed/${user}`, { headers: withKey() });
  const version = Number(response.headers.get('x-jophiel-feed-version') ?? 0);
  return { version, ...((await response.json()) as Pick<FeedAnswer, 'sample_ids' | 'generated_at'>) };
}

describe('npm start', { timeout: TIMEOUT_MS }, () => {
  let before: Awaited<ReturnType<typeof feed>>;

  test('starts everything on one machine, and a like changes the feed', async () => {
    await start();
    for (const sample_id of SAMPLES)
      await send('sample.analyzed', {
        sample_id,
        creator_id: 100 + sample_id,
        metadata: { bpm: 120, genero: ['trap'] },
      });
    // Somebody unknown gets the newest samples: all have a vector now.
    await eventually(async () => expect((await feed(USER + 1)).sample_ids).toHaveLength(SAMPLES.length));
    await send('user.interaction.like', { user_id: USER, sample_id: 1 });
    before = await eventually(async () => {
      const now = await feed();
      expect(now.version).toBeGreaterThan(0);
      expect(new Set(now.sample_ids)).toEqual(new Set(SAMPLES.slice(1)));
      return now;
    }, 30_000);
  });

  test('Ctrl-C stops it in order: exit code 0, no open port, no server left', async () => {
    expect(await stop('SIGINT')).toBe(0);
    expect(running.output()).toMatch(/stopping\n(.*\n)*.*stopped\n$/);
    expect(running.output()).not.toContain('was killed');
    for (const url of Object.values(urls)) await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
    expect(existsSync(`${checkout.path}/.jophiel/data/postgres/cluster/postmaster.pid`)).toBe(false);
    expect(existsSync(`${checkout.path}/.jophiel/running.json`)).toBe(false);
  });

  test('the second start finds its data: the same feed', async () => {
    await start();
    expect(running.output()).not.toMatch(/: installed\n/);
    expect(await feed()).toEqual(before);
  });

  test('nobody is let in without its key, which only its owner can read', async () => {
    expect((await fetch(`${urls['feed-api']}/v1/feed/${USER}`)).status).toBe(401);
    expect(statSync(keyFile()).mode & 0o077).toBe(0);
  });

  test('each request that it prints works as it is printed, and no log has the key', async () => {
    const printed = [...running.output().matchAll(/│ {3}(curl .*)$/gm)].map(([, command]) => command!);
    expect(printed).toHaveLength(5);
    const secret = readFileSync(keyFile(), 'utf8').trim();
    expect(printed[0]).toContain(secret);
    expect(shell(`grep -rlF '${secret}' .jophiel/logs || true`)).toBe('');
    for (const command of printed) {
      // The checkout of this test has no npm: the token comes from the same program.
      const runnable = command.replace('npm run -s jophiel --', `${process.execPath} cli/src/main.ts`);
      // The stream would never end.
      const status = shell(`${runnable} -o /dev/null -w '%{http_code}' --max-time 3 || true`);
      // The taste exists once the like was handled.
      if (command.includes('/v1/taste/')) expect(['200', '404']).toContain(status);
      else expect([command, status]).toEqual([command, command.includes('/v1/events') ? '202' : '200']);
    }
  });
});
