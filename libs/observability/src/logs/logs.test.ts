import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openLogs } from './logs.ts';
import { SharedFile } from './shared-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'jophiel-logs-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a line stands in the file of its feature and in the central file, and in no other', async () => {
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

test('only so many set-aside files are kept', async () => {
  const path = join(folder, 'few.log');
  const file = await SharedFile.open({ path, rotateAtBytes: 200, keep: 2, checkEveryMs: 5 });
  for (let number = 0; number < 40; number++) {
    file.write(`${JSON.stringify({ number, filler: 'x'.repeat(100) })}\n`);
    await sleep(10);
  }
  file.close();
  expect(readdirSync(folder).sort()).toEqual(['few.log', 'few.log.1', 'few.log.2']);
});
