import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { startFeedApi } from '@jophiel/feed-api/app';
import { startIngestion } from '@jophiel/ingestion/app';
import { startProfile } from '@jophiel/profile/app';
import { startScorer } from '@jophiel/scorer/app';
import type { RunningService } from '@jophiel/service';
import {
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  temporaryFolder,
} from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { run as runProcess } from '../../test/run-command.ts';
import { run } from '../run.ts';
import { findStack, timedCommand } from '@jophiel/local';
import { readReport, type ReportQuery, type TimingsReport } from '../timings/read-report.ts';
import { batchRun } from './batch-run.ts';
import { dbInstall } from './db-install.ts';
import { eventsReplay } from './events-replay.ts';
import { importFile } from './import-file.ts';
import { seed } from './seed.ts';
import { sync } from './sync.ts';
import { userRecalc } from './user-recalc.ts';
import { whatif } from './whatif.ts';

const SAMPLES = 1_100;
const USER = 900_001;

const folder = temporaryFolder('cli');
let postgres: GivenPostgres;
let nats: GivenNats;
let running: RunningService[] = [];

const starters = {
  ingestion: startIngestion,
  vectorizer: startVectorizer,
  profile: startProfile,
  scorer: startScorer,
  'feed-api': startFeedApi,
};

async function start(...names: readonly (keyof typeof starters)[]): Promise<void> {
  const environment = givenEnvironment(
    { postgres, nats },
    {
      CATALOGUE_REFRESH_MS: '200',
    },
  );
  running.push(...(await Promise.all(names.map(async (name) => starters[name](environment)))));
}

async function stop(...names: readonly string[]): Promise<void> {
  const stopping = running.filter(({ name }) => names.includes(name));
  running = running.filter((service) => !stopping.includes(service));
  await Promise.all(stopping.map(async (service) => service.stop()));
}

const variableOf = (name: string) => `${name.toUpperCase().replaceAll('-', '_')}_PORT`;
const urlOf = (name: string) => running.find((service) => service.name === name)!.url;

/** Runs a command as the program does, beside the running services. */
async function command(name: string, action: ReturnType<typeof run>, ...args: readonly unknown[]): Promise<void> {
  pointAtServices();
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await action(...args, new Command(name)).finally(() => stdout.mockRestore());
  const said = stderr.mock.calls.join('');
  stderr.mockRestore();
  expect(said).not.toContain('register of timings');
}

/** A stopped service has a port where nothing listens. */
function pointAtServices(): void {
  vi.stubEnv('DATABASE_URL', postgres.url);
  for (const name of [...Object.keys(starters), 'ann']) {
    const url = running.find((service) => service.name === name)?.url;
    vi.stubEnv(variableOf(name), url === undefined ? '9' : new URL(url).port);
  }
}

async function report(query: ReportQuery = {}): Promise<TimingsReport> {
  pointAtServices();
  return readReport(findStack(), query, new Date());
}

const timesOf = ({ processes }: TimingsReport, service: string, process: string) =>
  processes.find((each) => each.service === service && each.process === process)?.times ?? 0;

const like = (sample_id: number) =>
  JSON.stringify({
    event_name: 'user.interaction.like',
    event_id: randomUUID(),
    event_timestamp: new Date().toISOString(),
    source: 'test',
    payload: { user_id: USER, sample_id },
  });

async function ask(path: string, body?: object): Promise<void> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  expect((await fetch(urlOf('feed-api') + path, body === undefined ? {} : init)).status).toBe(200);
}

/** Runs every process of the register once, then stops every service. */
async function everything(): Promise<void> {
  await command('db:install', run(dbInstall), {});
  await start('ingestion');
  const size = { users: 30, samples: SAMPLES, interactions: 300, seed: 1, wait: false };
  await command('seed', run(seed), size);
  // Start them only now, so that all samples wait and are one run.
  await start('vectorizer', 'profile', 'scorer', 'feed-api');
  const file = `${folder.path}/likes.ndjson`;
  writeFileSync(file, Array.from({ length: 12 }, (_, index) => like(index + 1)).join('\n'));
  await command('import', run(importFile), file, { wait: true });
  await command('batch:run', run(batchRun), { everyone: true });
  await command('events:replay', run(eventsReplay), { deadLetters: false });
  await command('user:recalc', run(userRecalc), [String(USER)], {});
  await command('sync', run(sync), { from: urlOf('feed-api'), dryRun: false, wait: false });
  await command('whatif', run(whatif), { definition: 'audio', users: 15, seed: 1 });
  await ask('/v1/samples/1/similar');
  await ask('/v1/boards/ideas', { sample_ids: [1, 2, 3] });
  await ask('/v1/search?q=trap');
  await stop('vectorizer');
  await postgres.database.execute({ text: `UPDATE sample_vectors SET layout = 'former' WHERE sample_id < '2'` });
  await start('vectorizer');
  await command('import', run(importFile), file, { wait: true });
  await stop(...Object.keys(starters));
}

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  await everything();
}, 240_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await stop(...Object.keys(starters));
  await Promise.all([postgres.remove(), nats.remove()]);
  folder.remove();
});

describe('"Registro de tiempo detallado", after every service has stopped', () => {
  let whole: TimingsReport;
  beforeAll(async () => {
    whole = await report();
  });

  test.each([
    ['vectorizer', 'vectorise', SAMPLES],
    ['profile', 'fold', 12],
    ['scorer', 'react', 1],
    ['scorer', 'batch', 30],
    ['profile', 'rebuild', 31],
    ['vectorizer', 'revectorise', 100],
    ['cli', 'seed', SAMPLES + 300],
    ['cli', 'import', 12],
    ['cli', 'install', 0],
    ['feed-api', 'similar', 1],
    ['feed-api', 'ideas', 1],
    ['feed-api', 'search', 1],
    ['cli', 'batch:run', 30],
    ['cli', 'events:replay', 30],
    ['cli', 'user:recalc', 1],
    ['cli', 'sync', 0],
    ['cli', 'whatif', 15],
  ])('%s has the times of %s, and at least %i items', (service, process, items) => {
    const found = whole.processes.find((each) => each.service === service && each.process === process);
    expect(found).toMatchObject({
      times: expect.any(Number),
      mean_ms: expect.any(Number),
      p50_ms: expect.any(Number),
      last_at: expect.any(String),
    });
    const { times, min_ms, mean_ms, max_ms, total_ms } = found!;
    expect(times).toBeGreaterThan(0);
    expect(found!.items).toBeGreaterThanOrEqual(items);
    expect(total_ms).toBeGreaterThan(0);
    expect(min_ms).toBeLessThanOrEqual(mean_ms!);
    expect(mean_ms).toBeLessThanOrEqual(max_ms!);
  });

  test.each([
    ['vectorizer', 'vectorise'],
    ['cli', 'seed'],
  ])('%s has the time for each 10, 100 and 1,000 items of %s', (service, process) => {
    const runs = whole.runs.filter((each) => each.service === service && each.process === process);
    expect(runs.map(({ items }) => items)).toEqual([10, 100, 1_000]);
    const [ten, hundred, thousand] = runs.map(({ max_ms }) => max_ms!) as [number, number, number];
    expect(ten).toBeGreaterThan(0);
    expect(hundred).toBeGreaterThanOrEqual(ten);
    expect(thousand).toBeGreaterThanOrEqual(hundred);
  });

  test('what a command did that went on while it ended is no part of another: seed ran once, import twice', () => {
    expect([timesOf(whole, 'cli', 'seed'), timesOf(whole, 'cli', 'import')]).toEqual([1, 2]);
  });

  test('the command shows tables, and reports that no service answers', async () => {
    expect(whole.unwritten).toContainEqual({ service: 'scorer', seconds: null });
    const { code, stdout, stderr } = await runProcess(['timings'], { DATABASE_URL: postgres.url });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('scorer does not answer; showing its stored times.');
    expect(stdout).toMatch(/^vectorizer +vectorise +[\d,]+ +1,100 +[\d.]+ +[\d.]+/m);
    expect(stdout).toMatch(/^vectorizer +vectorise +1,000 +1 +[\d.]+/m);
  });
});

test('a restarted service shows its earlier times, and the age of its unwritten times', async () => {
  const before = timesOf(await report({ process: 'search' }), 'feed-api', 'search');
  await start('feed-api');
  await ask('/v1/search?q=trap');
  const { unwritten, write_every_seconds } = await report();
  const { seconds } = unwritten.find(({ service }) => service === 'feed-api')!;
  expect(seconds).toBeGreaterThanOrEqual(0);
  expect(seconds).toBeLessThan(2 * write_every_seconds);
  await stop('feed-api');
  expect(timesOf(await report({ process: 'search' }), 'feed-api', 'search')).toBe(before + 1);
});

describe('the options', () => {
  test('--process shows one process, in any spelling', async () => {
    for (const process of ['re-vectorise', 'Revectorise']) {
      const { processes, runs } = await report({ process });
      expect(processes.map((each) => [each.service, each.process])).toEqual([['vectorizer', 'revectorise']]);
      expect(new Set(runs.map((each) => each.process))).toEqual(new Set(['revectorise']));
    }
  });

  test('--since excludes entries that ended before', async () => {
    expect(timesOf(await report({ since: '1h' }), 'profile', 'fold')).toBeGreaterThan(0);
    await postgres.database.execute({
      text: `INSERT INTO ann_timings SELECT now() - interval '2 days', gen_random_uuid(), 'nearest', 0, 1, 1, 5, 5, 5,
               '{50}', '{1}', now() - interval '47 hours'`,
    });
    expect(timesOf(await report({ since: '1d' }), 'ann', 'nearest')).toBe(0);
    expect(timesOf(await report({ since: '2d' }), 'ann', 'nearest')).toBe(1);
    expect(timesOf(await report(), 'ann', 'nearest')).toBe(1);
  });

  test('--json prints the same as one object', async () => {
    const query = ['--json', '--since', '1d', '--process', 'nearest'];
    const { code, stdout } = await runProcess(['timings', ...query], { DATABASE_URL: postgres.url });
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        at: expect.stringMatching(/Z$/),
        since: expect.stringMatching(/Z$/),
        processes: [],
        runs: [],
        write_every_seconds: 5,
        unwritten: expect.arrayContaining([{ service: 'ann', seconds: null }]),
      },
    ]);
  });
});

describe('invalid requests are refused with a remedy', () => {
  test('in one line: a process that has never run', async () => {
    const asked = ['timings', '--process', 'nonsense'];
    const { code, stdout, stderr } = await runProcess(asked, { DATABASE_URL: postgres.url });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^COMMAND_INVALID: --process must be one that has run \(it is "nonsense"\)\. .*fold.*vectorise/,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a --since that is not a time, before any query', async () => {
    const stack = { ...findStack(), databaseUrl: 'postgresql://nobody@127.0.0.1:9/nowhere' };
    await expect(readReport(stack, { since: 'yesterday' }, new Date())).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(/^--since must be an ISO time, .*\(it is "yesterday"\)/),
    });
  });

  test('a database without the register', async () => {
    const other = new URL(postgres.url);
    other.pathname = '/template1';
    await expect(readReport({ ...findStack(), databaseUrl: other.href }, {}, new Date())).rejects.toMatchObject({
      code: 'DATABASE_OUTDATED',
      message: expect.stringContaining('Run db:install.'),
    });
  });

  test('an invalid TIMINGS_KEEP_DAYS, before the command starts', async () => {
    let began = false;
    vi.stubEnv('TIMINGS_KEEP_DAYS', '0');
    const refused = timedCommand(findStack(), 'nothing', async () => void (began = true));
    await expect(refused).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringMatching(/TIMINGS_KEEP_DAYS must be >= 1 .*\(it is 0\)/),
    });
    vi.stubEnv('TIMINGS_KEEP_DAYS', '');
    expect(began).toBe(false);
  });
});

test.each([
  ['PostgreSQL does not answer', 'postgresql://nobody@127.0.0.1:9/nowhere', 'PostgreSQL is unavailable: '],
  ['DATABASE_URL is missing', undefined, 'DATABASE_URL is not set.'],
])('a command whose time cannot be stored, because %s, succeeds and reports it', async (_, databaseUrl, reason) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const done = await timedCommand({ ...findStack(), databaseUrl }, 'nothing', async () => 'done');
  const said = stderr.mock.calls.join('');
  stderr.mockRestore();
  expect([done, said]).toEqual(['done', expect.stringContaining(`not in the register of timings: ${reason}`)]);
});
