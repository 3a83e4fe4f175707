import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Seen } from '../../test/run/uses-servers.ts';
import { eventually, type TemporaryFolder, temporaryFolder } from '../index.ts';

const TIMEOUT_MS = 60_000;
const vitest = fileURLToPath(new URL('../../../../node_modules/vitest/vitest.mjs', import.meta.url));
const root = fileURLToPath(new URL('../../test/run', import.meta.url));
let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder('seen');
});
afterEach(() => folder.remove());

/** A run of two test files, each in its own worker. */
const startRun = (stays: boolean) =>
  spawn(process.execPath, [vitest, 'run', '--root', root], {
    env: { ...process.env, SEEN_FOLDER: folder.path, STAYS: String(stays) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

function seen(): Seen[] {
  const files = readdirSync(folder.path);
  expect(files).toHaveLength(2);
  return files.map((file) => JSON.parse(readFileSync(`${folder.path}/${file}`, 'utf8')) as Seen);
}

const answers = async (url: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('error', () => resolve(false)).once('connect', () => resolve(socket.destroy() !== undefined));
  });

async function expectNothingLeft(all: readonly Seen[]): Promise<void> {
  for (const { run, urls } of all) {
    expect(existsSync(run)).toBe(false);
    for (const url of urls) expect([url, await answers(url)]).toEqual([url, false]);
  }
}

test('the files of a run share its servers, isolated from each other; after the run nothing is left', async () => {
  const [status] = (await once(startRun(false), 'exit')) as [number];
  expect(status).toBe(0);
  const [one, other] = seen();
  const servers = ({ urls }: Seen) => urls.slice(0, 2).map((url) => new URL(url).host);
  expect(servers(one!)).toEqual(servers(other!));
  expect(new Set([one!.urls, other!.urls].flat()).size).toBe(6);
  await expectNothingLeft([one!, other!]);
}, 90_000);

test('after a run that is killed during its tests nothing is left', async () => {
  const run = startRun(true);
  const all = await eventually(seen, TIMEOUT_MS);
  for (const url of all.flatMap(({ urls }) => urls)) expect(await answers(url)).toBe(true);
  run.kill('SIGKILL');
  await eventually(async () => expectNothingLeft(all), TIMEOUT_MS);
}, 150_000);
