import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { manifests, repository, type ServiceName, serviceNames } from '@jophiel/local';
import { freePort, requireNatsServer } from '@jophiel/embedded';
import { logsOf } from '@jophiel/service';
import {
  eventually,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  type TemporaryFolder,
} from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryCheckout } from '../stack/temporary-checkout.ts';

/*
 * Every service and every command, as processes of a checkout of their own. Nothing says LOG_FOLDER: the logs are where
 * they are by default.
 */

const TIMEOUT_MS = 480_000;

let checkout: TemporaryFolder;
let postgres: GivenPostgres;
let nats: GivenNats;
let environment: Record<string, string>;
let urls: Record<ServiceName, string>;
let supervisor: Running;

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
}

/** Starts a program of the checkout, from a folder that is another one. */
function start(...args: readonly string[]): Running {
  const [file, ...rest] = args;
  const child = spawn(process.execPath, [`${checkout.path}/${file}`, ...rest], {
    cwd: '/',
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

/** @returns what it printed */
async function command(...args: readonly string[]): Promise<string> {
  const { child, output } = start('cli/src/main.ts', ...args);
  const [code] = (await once(child, 'close')) as [number | null];
  expect([args[0], code, code === 0 ? '' : output()]).toEqual([args[0], 0, '']);
  return output();
}

interface Line {
  readonly feature: string;
  readonly msg: string;
  readonly [key: string]: unknown;
}

const folderOf = () => `${checkout.path}/.jophiel/logs`;
const textsOf = (log: string) =>
  readFileSync(`${folderOf()}/${log}.log`, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
const linesOf = (log: string) => textsOf(log).map((line) => JSON.parse(line) as Line);
const messagesOf = (log: string) => new Set(linesOf(log).map(({ msg }) => msg));

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres({ tables: false }), givenNats()]);
  checkout = temporaryCheckout();
  const ports = await Promise.all(serviceNames.map(async (name) => [name, await freePort()] as const));
  urls = Object.fromEntries(ports.map(([name, port]) => [name, `http://127.0.0.1:${port}`])) as typeof urls;
  environment = {
    PATH: process.env.PATH!,
    NODE_COMPILE_CACHE: `${checkout.path}/.jophiel/compiled`,
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
    // eval starts a server of its own.
    NATS_SERVER_BINARY: requireNatsServer(),
    NATS_STREAM_SCALE: '0.05',
    ...Object.fromEntries(
      ports.map(([name, port]) => [`${name.replaceAll('-', '_').toUpperCase()}_PORT`, String(port)]),
    ),
  };
  supervisor = start('deploy/local/start.ts', '--empty');
  await eventually(() => expect(supervisor.output()).toContain('started in'), TIMEOUT_MS);
}, TIMEOUT_MS);
afterAll(async () => {
  supervisor.child.kill('SIGKILL');
  await Promise.all([postgres.remove(), nats.remove()]);
  checkout.remove();
});

/** One request for each feature of the feed API. */
const requests: Readonly<Record<string, string>> = {
  feed: '/v1/feed/1',
  similar: '/v1/samples/1/similar',
  boards: '/v1/boards/1/ideas',
  search: '/v1/search?q=a',
  taste: '/v1/taste/1',
  why: '/v1/feed/1/why/1',
  sync: '/v1/samples/checksum',
};

describe(
  '"Cada funcionalidad debe tener un archivo de log por separado", and one central file',
  { timeout: TIMEOUT_MS },
  () => {
    test('each command has its file', async () => {
      const file = `${checkout.path}/events.jsonl`;
      const like = { event_name: 'user.interaction.like', payload: { user_id: 1, sample_id: 1 } };
      writeFileSync(file, JSON.stringify(like));
      const [choices, items, hidden] = ['choices', 'items', 'hidden'].map((name) => `${checkout.path}/${name}`) as [
        string,
        string,
        string,
      ];
      writeFileSync(choices, 'user,item\n1,1\n1,2\n2,1\n');
      const item = (sample_id: number) => JSON.stringify({ sample_id, creator_id: 9, metadata: { genero: ['trap'] } });
      writeFileSync(items, [1, 2, 3].map(item).join('\n'));
      writeFileSync(hidden, '1,3\n2,2\n');
      await command('seed', '--users', '20', '--samples', '60', '--interactions', '200');
      const commands = [
        ['db:install'],
        ['db:status'],
        ['import', file],
        ['sync', '--from', urls['feed-api'], '--dry-run'],
        ['batch:run', '--everyone'],
        ['learn'],
        ['user:recalc', '1'],
        ['events:replay'],
        ['timings'],
        ['terms'],
        ['whatif', '--definition', 'audio', '--users', '5'],
        ['eval', '--interactions', choices, '--items', items, '--test', hidden],
      ];
      // Two at a time, as there are cores.
      for (let next = 0; next < commands.length; next += 2)
        await Promise.all(commands.slice(next, next + 2).map(async (args) => command(...args)));

      const [, id] = /jph_(\w{12})_/.exec(await command('keys', 'create', '--name', 'test', '--scopes', 'operate'))!;
      for (const args of [
        ['keys', 'rotate', id!],
        ['keys', 'revoke', id!],
        ['keys', 'list'],
        ['token', '1'],
      ])
        await command(...args);

      const declared = [
        ...readFileSync(`${repository}cli/src/main.ts`, 'utf8').matchAll(/^(\w*)\s*\.command\('([\w:]+)/gm),
      ].map(([, group, name]) => (group === 'keys' ? `keys:${name}` : name!));
      expect(declared).toContain('keys:rotate');
      // What it prints is for no log.
      declared.splice(declared.indexOf('access:passwords'), 1);
      for (const name of declared) {
        const log = `cli.${name.replaceAll(':', '-')}`;
        const common = { service: 'cli', feature: log, level: 'info', correlation_id: expect.any(String) };
        expect(linesOf(log)).toMatchObject([
          { ...common, msg: 'starts' },
          { ...common, msg: 'done', ms: expect.any(Number) },
        ]);
      }
    });

    test('each feature of each service has its file; a request stands in that of its feature', async () => {
      const key = readFileSync(`${checkout.path}/.jophiel/access/key`, 'utf8').trim();
      const headers = { authorization: `Bearer ${key}` };
      for (const [feature, path] of Object.entries(requests)) {
        const { status } = await fetch(urls['feed-api'] + path, { headers });
        expect([feature, status < 500]).toEqual([feature, true]);
      }
      const stream = new AbortController();
      await fetch(`${urls['feed-api']}/v1/feed/1/stream`, { headers, signal: stream.signal });
      stream.abort();
      supervisor.child.kill('SIGTERM');
      expect(await once(supervisor.child, 'exit')).toEqual([0, null]);

      expect(linesOf('feed-api.stream')).toMatchObject([
        { msg: 'starts' },
        { msg: 'stream ended', user_id: '1', told: 1, correlation_id: expect.any(String) },
      ]);
      for (const feature of Object.keys(requests))
        expect([feature, messagesOf(`feed-api.${feature}`)]).toEqual([
          feature,
          new Set(['starts', 'requests answered']),
        ]);
      expect(messagesOf('feed-api')).not.toContain('requests answered');
      for (const log of ['ingestion.http', 'vectorizer.vectorise', 'profile.fold', 'scorer.reaction', 'scorer.batch'])
        expect([log, messagesOf(log).size > 1]).toEqual([log, true]);
    });

    test('every line stands in its own file and in the central one', () => {
      const services = manifests.flatMap((manifest) => logsOf(manifest));
      const files = readdirSync(folderOf()).map((file) => file.replace(/\.log$/, ''));
      expect(files).toEqual(expect.arrayContaining([...services, 'start', 'central']));
      const central = new Set(textsOf('central'));
      let lines = 0;
      for (const log of files.filter((name) => name !== 'central')) {
        const texts = textsOf(log);
        lines += texts.length;
        expect([log, texts.filter((text) => !central.has(text))]).toEqual([log, []]);
        expect([log, new Set(linesOf(log).map(({ feature }) => feature))]).toEqual([log, new Set([log])]);
      }
      expect(textsOf('central')).toHaveLength(lines);
    });

    test('npm start prints the folder, and what it says stands in its file', () => {
      expect(supervisor.output()).toContain(`logs are in ${folderOf()}`);
      expect([...messagesOf('start')]).toEqual(
        expect.arrayContaining(['all services are ready', 'stopping', 'stopped', `logs are in ${folderOf()}`]),
      );
    });

    test('a service that is started alone, from any folder, logs there too', async () => {
      const alone = start('services/ingestion/src/main.ts');
      const said = () => linesOf('ingestion').filter(({ pid }) => pid === alone.child.pid);
      await eventually(
        () => expect(said().map(({ msg }) => msg)).toContain('listening, on this machine only'),
        TIMEOUT_MS,
      );
      alone.child.kill('SIGTERM');
      await once(alone.child, 'exit');
      expect(said().at(-1)).toMatchObject({ msg: 'stopped' });
    });
  },
);
