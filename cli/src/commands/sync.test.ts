import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GivenSystem, givenSystem } from '../../test/given-system.ts';

/** Two systems with the data of all lists; ours is repaired to match theirs. */
let ours: GivenSystem;
let theirs: GivenSystem;

const startSystem = async () => givenSystem(['ingestion', 'vectorizer', 'profile', 'feed-api']);
beforeAll(async () => {
  [ours, theirs] = await Promise.all([startSystem(), startSystem()]);
});
afterAll(async () => Promise.all([ours, theirs].map(async (system) => system?.remove())));

let second = 0;
const event = (event_name: string, payload: Record<string, unknown>) => ({
  event_name,
  event_id: crypto.randomUUID(),
  event_timestamp: new Date(Date.UTC(2026, 2, 1) + 1_000 * second++).toISOString(),
  source: 'test',
  payload,
});
const sample = (sample_id: number, metadata: Record<string, unknown> = { genero: ['trap'], bpm: 140 }) =>
  event('sample.lifecycle.created', { sample_id, creator_id: 7, metadata });
const like = (user_id: number, sample_id: number) => event('user.interaction.like', { user_id, sample_id });
const follow = (user_id: number, followed_user_id: number) =>
  event('user.interaction.follow', { user_id, followed_user_id });

async function listsOf(url: string): Promise<Record<string, unknown>> {
  const paths = ['samples', 'users', 'interactions/likes', 'interactions/follows'];
  const lists = await Promise.all(
    paths.map(async (path) => (await fetch(`${url}/v1/${path}/ids`)).json() as Promise<{ data: object }>),
  );
  return Object.assign({}, ...lists.map(({ data }) => data)) as Record<string, unknown>;
}

const sync = async (from: string, ...args: string[]) => ours.run('sync', '--from', from, '--no-wait', ...args);

const common = [sample(1), sample(2), like(10, 1), follow(10, 7)];

beforeEach(async () => {
  for (const system of [ours, theirs]) await system.tell(common);
});

test('after a sync two systems have the same lists and the same metadata, and a second sync finds nothing', async () => {
  await theirs.tell([
    sample(3),
    sample(4, { genero: ['jazz'], bpm: 90 }),
    like(11, 3),
    follow(11, 7),
    event('user.lifecycle.created', { user_id: 12 }),
  ]);
  await ours.tell([sample(4, { genero: ['jazz'], bpm: 91 }), sample(5), like(10, 2)]);
  const lists = { samples: [1, 2, 3, 4], users: [10, 11, 12], likes: ['10-1', '11-3'], follows: ['10-7', '11-7'] };
  await eventually(async () => expect(await listsOf(theirs.url('feed-api'))).toEqual(lists));
  await eventually(async () =>
    expect(await listsOf(ours.url('feed-api'))).toMatchObject({ samples: [1, 2, 4, 5], likes: ['10-1', '10-2'] }),
  );

  const plan = await sync(theirs.url('feed-api'), '--dry-run');
  expect([plan.code, plan.stdout]).toEqual([0, expect.stringMatching(/^samples +1 +1 +1 +4 +0$/m)]);
  expect(plan.stdout).toMatch(/dry run: \d+ events not sent/);

  const done = await sync(theirs.url('feed-api'));
  expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('0 duplicates, 0 rejected')]);
  await eventually(async () => expect(await listsOf(ours.url('feed-api'))).toEqual(lists));
  await eventually(async () => {
    const again = await sync(theirs.url('feed-api'));
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('nothing to send')]);
  });
});

test('a platform with plain lists is enough for likes and follows; the rest is not changed', async () => {
  const { url, close } = await platform({
    samples: [1, 2, 77],
    users: [10],
    likes: ['10-1', '20-2'],
    follows: ['10-7'],
  });
  const done = await sync(url);
  await close();
  expect([done.code, done.stdout]).toEqual([
    0,
    expect.stringContaining('samples for which the platform gives only the id'),
  ]);
  await eventually(async () => expect(await listsOf(ours.url('feed-api'))).toMatchObject({ likes: ['10-1', '20-2'] }));
});

test('a platform with empty lists deletes nothing', async () => {
  await eventually(async () => expect(await listsOf(ours.url('feed-api'))).not.toMatchObject({ samples: [] }));
  const { url, close } = await platform({ samples: [], users: [], likes: [], follows: [] });
  const { code, stderr } = await sync(url);
  await close();
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/COMMAND_INVALID: .* lists no samples, but Jophiel has some/),
  ]);
});

/** A platform with checksums and lists only. */
async function platform(lists: Record<string, (number | string)[]>): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const [, kind, what] = /^\/v1\/(?:interactions\/)?(\w+)\/(checksum|ids)$/.exec(request.url!) ?? [];
    const ids = lists[kind!];
    if (ids === undefined) {
      response.writeHead(404).end();
      return;
    }
    const checksum = createHash('sha256').update(ids.join(',')).digest('hex');
    const data = what === 'ids' ? { [kind!]: ids } : { checksum, count: ids.length };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ success: true, data }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
