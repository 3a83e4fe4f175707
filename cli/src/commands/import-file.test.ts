import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { startIngestion } from '@jophiel/ingestion/app';
import type { RunningService } from '@jophiel/service';
import {
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  temporaryFolder,
} from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../test/run-command.ts';

const folder = temporaryFolder('cli');
let postgres: GivenPostgres;
let nats: GivenNats;
let ingestion: RunningService;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  ingestion = await startIngestion(givenEnvironment({ postgres, nats }));
});
afterAll(async () => {
  await ingestion?.stop();
  await Promise.all([postgres.remove(), nats.remove()]);
  folder.remove();
});

let user = 0;
const like = () =>
  JSON.stringify({
    event_name: 'user.interaction.like',
    event_id: randomUUID(),
    event_timestamp: '2026-03-01T12:00:00Z',
    source: 'test',
    payload: { user_id: user, sample_id: 7 },
  });

async function importing(name: string, content: string | Uint8Array) {
  const path = `${folder.path}/${name}`;
  writeFileSync(path, content);
  return run(['import', path, '--no-wait'], { INGESTION_PORT: new URL(ingestion.url).port });
}

const kept = async () =>
  (
    await postgres.database.query({
      text: 'SELECT FROM user_interactions WHERE user_id = $1',
      values: [String(user)],
    })
  ).length;

test('a file of events is sent, and its results are counted', async () => {
  user += 1;
  const one = like();
  const { code, stderr } = await importing('good.ndjson', `${one}\r\n${like()}\n${one}`);
  expect(code).toBe(0);
  expect(stderr).toContain('2 accepted, 1 duplicates, 0 rejected');
  expect(await kept()).toBe(2);
});

test('more events than one request takes are all sent', async () => {
  user += 1;
  const { code, stderr } = await importing('many.ndjson', Array.from({ length: 4_501 }, like).join('\n'));
  expect([code, stderr.includes('4501 accepted')]).toEqual([0, true]);
  expect(await kept()).toBe(4_501);
});

test('invalid events are named by line, counting empty lines, and the rest is accepted', async () => {
  user += 1;
  const { code, stdout, stderr } = await importing('broken.ndjson', `\n${like()}\n\n\n{"event_name":\n${like()}\n{]\n`);
  expect(code).toBe(0);
  expect(stderr).toContain('2 accepted, 0 duplicates, 2 rejected');
  expect(stdout).toMatch(/× \(first in line 5\) EVENT_UNREADABLE/);
  expect(await kept()).toBe(2);
});

test('a file without a valid event is reported', async () => {
  const { stdout, stderr } = await importing('hopeless.ndjson', '\n{\n{"event_name":"x.y"}\n');
  expect(stderr).toContain('0 accepted, 0 duplicates, 2 rejected');
  expect(stdout).toMatch(/first in line [23]\)/);
});

test('a gzip file is decompressed', async () => {
  user += 1;
  const { code, stderr } = await importing('good.ndjson.gz', gzipSync(`${like()}\n${like()}\n`));
  expect([code, stderr.includes('2 accepted')]).toEqual([0, true]);
  expect(await kept()).toBe(2);
});

test.each([
  ['is not compressed', () => Buffer.from(`${like()}\n`)],
  ['ends in the middle', () => gzipSync(`${like()}\n`.repeat(100)).subarray(0, -20)],
])('a gzip file that %s is refused in one line', async (_, content) => {
  user += 1;
  const { code, stderr } = await importing('bad.ndjson.gz', content());
  expect(code).toBe(1);
  expect(stderr).toMatch(/COMMAND_INVALID: .*bad\.ndjson\.gz cannot be read completely: /);
  expect(stderr).not.toMatch(/^ {4}at /m);
});
