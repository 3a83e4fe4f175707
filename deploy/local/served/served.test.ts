import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadDefinition } from '@jophiel/domain';
import type { Database } from '@jophiel/postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serviceNames } from '../stack/services.ts';
import type { Stack } from '../stack/stack.ts';
import { computeFeeds } from './compute-feeds.ts';
import { learn } from './learn.ts';

const STORED = 5;
let server: Server;
let services: Stack['services'];
/** POST requests, and when they came. */
let posted: { url: string; at: number }[] = [];
let metrics = '';
const database = { query: async () => Promise.resolve([{ weights: STORED }]) } as unknown as Database;
const definition = loadDefinition('audio');

beforeEach(async () => {
  posted = [];
  server = createServer(({ method, url }, response) => {
    if (method === 'POST') posted.push({ url: url!, at: performance.now() });
    const done = { run_id: 'r', pass_id: 'p', finished_at: 'now', users: 2, done: 2, solved: 1, stage: null };
    response.end(url === '/metrics' ? metrics : JSON.stringify(done));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  services = Object.fromEntries(serviceNames.map((name) => [name, url])) as Stack['services'];
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

test('a second batch makes the feeds, when the popularity that the first stored has been read', async () => {
  await computeFeeds({ services });
  expect(posted.map(({ url }) => url)).toEqual(['/v1/batch?everyone=true', '/v1/batch?everyone=true']);
  expect(posted[1]!.at - posted[0]!.at).toBeGreaterThan(10 * 200);
});

test('a scorer that never reads all weights is an error with the remedy, not a wait without end', async () => {
  metrics = 'jophiel_learned_weights 3\n';
  await expect(learn({ services, database }, definition, 300)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringMatching(/^The scorer has 3 of 5 learned weights after 0\.3 s\. Check .*\/health\/ready/),
  });
});

test('where ScoreFinal alone orders feeds, no scorer reads weights, and none are waited for', async () => {
  await learn({ services, database }, { ...definition, ranking: 'score-final' }, 300);
  expect(posted).toEqual([]);
});

test('a pass is over when the scorer has all weights', async () => {
  metrics = `jophiel_learned_weights ${STORED}\n`;
  await learn({ services, database }, definition, 300);
  expect(posted.map(({ url }) => url)).toEqual(['/v1/learning/passes']);
});
