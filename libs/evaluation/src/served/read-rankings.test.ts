import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRankings } from './read-rankings.ts';

let server: Server;
let url: string;
let answers: Readonly<Record<string, unknown>> = {};

beforeEach(async () => {
  server = createServer((request, response) => {
    const answer = answers[request.url!];
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(JSON.stringify(answer ?? {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const split = { users: ['a', 'b'], items: ['7', '8'] };

test('feeds and ideas are read as numbers of items; a user without a board gets an empty ranking', async () => {
  answers = {
    '/v1/feed/a?per_page=5': { sample_ids: [8, 7] },
    '/v1/boards/b/ideas?limit=5': { samples: [{ sample_id: '8' }] },
  };
  expect(await readRankings(split, [0], { url, kind: 'feeds', k: 5 })).toEqual(new Map([[0, Uint32Array.of(1, 0)]]));
  expect(await readRankings(split, [0, 1], { url, kind: 'ideas', k: 5 })).toEqual(
    new Map([
      [0, Uint32Array.of()],
      [1, Uint32Array.of(1)],
    ]),
  );
});

test('an item that the data set lacks is an error, not the first item', async () => {
  answers = { '/v1/feed/a?per_page=5': { sample_ids: [8, 9] } };
  await expect(readRankings(split, [0], { url, kind: 'feeds', k: 5 })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringMatching(/\/v1\/feed\/a\?per_page=5 has the item 9, which the data set lacks; give/),
  });
});

test('a feed that is not found is an error', async () => {
  answers = {};
  await expect(readRankings(split, [0], { url, kind: 'feeds', k: 5 })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
});
