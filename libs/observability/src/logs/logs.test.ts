import { fork } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fromTexts } from '@jophiel/errors';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LineStream } from './line-stream.ts';
import { LogSettings, logOptionsOf } from './log-settings.ts';
import { openLogs } from './logs.ts';
import { SharedFile } from './shared-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'jophiel-logs-'));
/** As of settings that are read from an environment. */
const optionsFor = (environment: Record<string, string>) =>
  logOptionsOf(fromTexts(LogSettings)(environment) as LogSettings);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a line is in the file of its feature and in the central file only', async () => {
  const logs = await openLogs({ service: 'profile', level: 'info', folder, rotateAtBytes: 1e6, keep: 2 });
  (await logs.feature('profile.taste')).info({ user_id: '42' }, 'folded');
  (await logs.feature('profile.reaction')).info('reacted');
  logs.close();
  expect(lines('profile.taste.log').map((line) => line.msg)).toEqual(['folded']);
  expect(lines('central.log').map((line) => line.msg)).toEqual(['folded', 'reacted']);
  expect(lines('central.log')[0]).toMatchObject({
    level: 'info',
    service: 'profile',
    feature: 'profile.taste',
    user_id: '42',
  });
});

test('neither metadata bodies nor passwords are written', async () => {
  const logs = await openLogs({ service: 'vectorizer', level: 'info', folder, rotateAtBytes: 1e6, keep: 2 });
  (await logs.feature('vectorizer')).info(
    { payload: { metadata: { title: 'a secret song' } }, password: 'hunter2' },
    'x',
  );
  logs.close();
  const text = readFileSync(join(folder, 'central.log'), 'utf8');
  expect(text).not.toContain('secret song');
  expect(text).not.toContain('hunter2');
});

test('the password of a URL in an error is not written', async () => {
  const logs = await openLogs({ service: 'scorer', level: 'info', folder, rotateAtBytes: 1e6, keep: 2 });
  const logger = await logs.feature('scorer');
  const cause = new Error('connect postgresql://jophiel:hunter2@db:5432/jophiel refused');
  logger.error({ err: new Error('no database', { cause }) }, 'x');
  logger.error({ err: new AggregateError([cause], 'two ways, none open') }, 'y');
  logs.close();
  const text = readFileSync(join(folder, 'scorer.log'), 'utf8');
  expect(text.match(/postgresql:\/\/…@db:5432/g)!.length).toBeGreaterThan(2);
  expect(text).not.toContain('hunter2');
});

test('without the console, lines go to the files only', async () => {
  const write = vi.spyOn(LineStream.prototype, 'write');
  const logs = await openLogs({ service: 'cli', level: 'info', folder, rotateAtBytes: 1e6, keep: 2, console: false });
  (await logs.feature('cli.terms')).info('once');
  logs.close();
  expect(write).toHaveBeenCalledTimes(2);
  write.mockRestore();
  expect([lines('cli.terms.log').length, lines('central.log').length]).toEqual([1, 1]);
});

describe('an unwritable log folder gets a clear error at start that names field, value and remedy', () => {
  test.each([
    ['a folder inside a file', (file: string) => join(file, 'logs')],
    ['a file', (file: string) => file],
  ])('%s', async (_, at) => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const LOG_FOLDER = at(file);
    const options = optionsFor({ LOG_FOLDER });
    await expect(openLogs({ service: 'test', ...options })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringMatching(
        new RegExp(`^LOG_FOLDER .*${LOG_FOLDER}.*Name a folder that this user may write to, or set LOG_FOLDER=off`),
      ),
      faults: [{ path: 'LOG_FOLDER', value: JSON.stringify(LOG_FOLDER) }],
    });
  });
});

describe('the folder of the log files', () => {
  const folderFor = (environment: Record<string, string>) => optionsFor(environment).folder;
  const checkout = fileURLToPath(new URL('../../../../', import.meta.url));

  test('is .jophiel/logs in the checkout by default', () => {
    expect(folderFor({})).toBe(join(checkout, '.jophiel/logs'));
  });

  test('is LOG_FOLDER; a relative path starts at the checkout, in any working directory', () => {
    expect(folderFor({ LOG_FOLDER: '/var/log/jophiel' })).toBe('/var/log/jophiel');
    expect(folderFor({ LOG_FOLDER: 'logs' })).toBe(join(checkout, 'logs'));
  });

  test('is absent with LOG_FOLDER=off: no file is written', async () => {
    const options = optionsFor({ LOG_FOLDER: 'off' });
    const logs = await openLogs({ service: 'test', ...options });
    expect([options.folder, logs.folder]).toEqual([undefined, undefined]);
    (await logs.feature('test')).info('on the console');
    logs.close();
  });
});

test('a lock of a dead process does not block rotation', async () => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'locked.log');
  writeFileSync(`${path}.rotating`, '');
  utimesSync(`${path}.rotating`, new Date(0), new Date(0));
  const file = new SharedFile({ path, rotateAtBytes: 10, keep: 1, checkEveryMs: 5 });
  file.write('a line that is long enough\n');
  file.write('another\n');
  await vi.waitFor(() => expect(existsSync(`${path}.1`)).toBe(true));
  file.close();
});

test('a file that cannot be rotated is reported once and continues beyond its size', async () => {
  const path = join(folder, 'stuck.log');
  mkdirSync(`${path}.1`, { recursive: true });
  const stuck: string[] = [];
  const hooks = { onLost: () => {}, onWritten: () => {}, onStuck: ({ message }: Error) => stuck.push(message) };
  const file = new SharedFile({ path, rotateAtBytes: 10, keep: 1, checkEveryMs: 2, hooks });
  file.write('a line that is long enough\n');
  await vi.waitFor(() => expect(stuck).toEqual([expect.stringContaining(`${path}.1`)]));
  file.write('another\n');
  await sleep(20);
  file.close();
  expect([stuck.length, readFileSync(path, 'utf8')]).toEqual([1, 'a line that is long enough\nanother\n']);
});

test('a removed folder is created again at the next check', async () => {
  const path = join(folder, 'removed', 'a.log');
  const file = new SharedFile({ path, rotateAtBytes: 1e6, keep: 1, checkEveryMs: 5 });
  rmSync(join(folder, 'removed'), { recursive: true });
  await vi.waitFor(() => expect(existsSync(path)).toBe(true));
  file.write('here\n');
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('here\n');
});

test('two processes write and rotate one file without losing or tearing a line', async () => {
  const path = join(folder, 'shared.log');
  const writer = new URL('./shared-file.writer.ts', import.meta.url);
  const writers = ['a', 'b'].map((name) => fork(writer, [path, name, '2000'], { execArgv: [] }));
  await Promise.all(writers.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  const names = readdirSync(folder).filter((name) => name.startsWith('shared.log'));
  expect(names.length).toBeGreaterThan(2);
  const written = names.flatMap((name) => lines(name)).map((line) => `${String(line.name)}${String(line.number)}`);
  expect(new Set(written).size).toBe(4_000);
  expect(written.length).toBe(4_000);
});

test('at most LOG_KEEP rotated files are kept', async () => {
  const path = join(folder, 'few.log');
  const file = new SharedFile({ path, rotateAtBytes: 200, keep: 2, checkEveryMs: 5 });
  for (let number = 0; number < 40; number++) {
    file.write(`${JSON.stringify({ number, filler: 'x'.repeat(100) })}\n`);
    await sleep(10);
  }
  file.close();
  expect(readdirSync(folder).sort()).toEqual(['few.log', 'few.log.1', 'few.log.2']);
});
