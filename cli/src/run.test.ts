import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually, givenPostgres, type TemporaryFolder, temporaryFolder } from '@jophiel/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../test/run-command.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder('cli-logs');
});
afterEach(() => folder.remove());

const textOf = (log: string) => readFileSync(`${folder.path}/${log}.log`, 'utf8');
const linesOf = (log: string) =>
  textOf(log)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly [key: string]: unknown });

test('"CLI commands have none": a command has its file, with its arguments and its result', async () => {
  const postgres = await givenPostgres();
  const { code, stdout, stderr } = await run(['timings'], { LOG_FOLDER: folder.path, DATABASE_URL: postgres.url });
  await postgres.remove();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^The register has no times of this period\.\n/);
  expect(stdout).not.toContain('{');
  const common = {
    service: 'cli',
    feature: 'cli.timings',
    pid: expect.any(Number),
    correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  };
  expect(linesOf('cli.timings')).toEqual([
    { ...common, level: 'info', time: expect.any(String), arguments: [], options: { json: false }, msg: 'starts' },
    { ...common, level: 'info', time: expect.any(String), processes: 0, runs: 0, ms: expect.any(Number), msg: 'done' },
  ]);
  expect(textOf('central')).toBe(textOf('cli.timings'));
});

test('a command that fails leaves its code and duration, and no password or token of an address', async () => {
  const from = 'http://somebody:hunter2@127.0.0.1:9/lists?token=swordfish';
  const { code, stderr } = await run(['sync', '--from', from, '--dry-run'], { LOG_FOLDER: folder.path });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^SERVICE_UNAVAILABLE: [^{]*\n$/)]);
  expect(linesOf('cli.sync')).toMatchObject([
    { msg: 'starts', options: { from: 'http://…@127.0.0.1:9/lists?token=…', dryRun: true } },
    {
      level: 'error',
      msg: 'failed',
      code: 'SERVICE_UNAVAILABLE',
      ms: expect.any(Number),
      err: { type: 'JophielError' },
    },
  ]);
  expect(textOf('central')).not.toMatch(/hunter2|swordfish/);
});

test('an interrupted command reports it, and exits as interrupted', async () => {
  // A platform that never answers.
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const { port } = silent.address() as AddressInfo;
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [main, 'sync', '--from', `http://127.0.0.1:${port}`], {
    env: { PATH: process.env.PATH, LOG_FOLDER: folder.path },
    stdio: 'ignore',
  });
  await eventually(() => expect(textOf('cli.sync')).toContain('starts'), 60_000);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  expect(linesOf('cli.sync').at(-1)).toMatchObject({ level: 'warn', msg: 'interrupted', signal: 'SIGINT' });
  silent.closeAllConnections();
  silent.close();
});

test('an unwritable log folder is refused in one line that names field, value and remedy', async () => {
  const file = `${folder.path}/a-file`;
  writeFileSync(file, '');
  const { code, stderr } = await run(['timings'], { LOG_FOLDER: file });
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^SETTING_INVALID: LOG_FOLDER .*"${file}".*LOG_FOLDER=off.*\n$`));
});
