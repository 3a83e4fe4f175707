import { rmSync, writeFileSync } from 'node:fs';
import { type ChildServer, startChildServer } from '@jophiel/embedded';
import { eventually, temporaryFolder } from '@jophiel/testing';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { KeptServer } from './kept-server.ts';

const folder = temporaryFolder('kept-server');
const full = `${folder.path}/full`;
/** A server that does not start while the file is there. */
const CODE = `if (require('node:fs').existsSync(${JSON.stringify(full)})) {
  console.error('FATAL:  could not write lock file "postmaster.pid": No space left on device');
  process.exitCode = 1;
} else {
  console.log('ready');
  setInterval(() => {}, 1_000);
}`;

let said: string[];
let ports: (number | undefined)[];
let hopeless: number;
let kept: KeptServer<ChildServer>;

beforeEach(async () => {
  [said, ports, hopeless] = [[], [], 0];
  kept = await KeptServer.start({
    name: 'the server',
    start: async (port) => {
      ports.push(port);
      return startChildServer({
        name: 'the server',
        command: process.execPath,
        args: ['-e', CODE],
        logFile: `${folder.path}/server.log`,
        ready: /ready/,
        stopSignal: 'SIGTERM',
        timeoutMs: 20_000,
      });
    },
    portOf: () => 4711,
    console: { say: (_name, text) => void said.push(text) },
    onHopeless: () => void (hopeless += 1),
  });
});
afterEach(async () => {
  await kept.stop();
  rmSync(full, { force: true });
});
afterAll(() => folder.remove());

test('a server that is killed comes back, on the same port', async () => {
  for (const times of [1, 2]) {
    await kept.server.kill('SIGKILL');
    await eventually(() => expect(said.filter((text) => text.includes('is up again'))).toHaveLength(times));
  }
  expect(said[0]).toBe('the server ended with SIGKILL; starting it again with its data, on port 4711');
  expect([ports, hopeless]).toEqual([[undefined, 4711, 4711], 0]);
});

test('a server that is stopped stays away', async () => {
  await kept.stop();
  expect([said, ports]).toEqual([[], [undefined]]);
});

test('with a full disk no further start is tried, and the console says so', async () => {
  writeFileSync(full, '');
  await kept.server.kill('SIGKILL');
  await eventually(() => expect(hopeless).toBe(1));
  expect(ports).toEqual([undefined, 4711]);
  expect(said.at(-1)).toBe(
    'the server cannot be started again: the disk is full. Free space, and then run npm start again',
  );
});
