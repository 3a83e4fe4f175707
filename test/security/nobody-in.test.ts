import { readFileSync } from 'node:fs';
import { createKey, revokeKey } from '@jophiel/access/keys';
import type { EventsAnswer, Problem } from '@jophiel/contracts';
import { repository } from '@jophiel/local';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform } from '../stack/platform.ts';
import { tryEverything } from './matrix.ts';
import { countsIn, withMatrix } from './report.ts';
import { type GuardedStack, startGuarded } from './started.ts';

const [OWN, FOREIGN] = ['7', '8'];
const TIMEOUT_MS = 120_000;
/** A revoked key is refused, and its streams end, within this time. */
const REVOKED_WITHIN_MS = 10_000;

let guarded: GuardedStack;
let token: string;
beforeAll(async () => {
  guarded = await startGuarded();
  token = await guarded.token(OWN);
  const platform = new Platform(guarded.stack);
  await platform.send({
    event_name: 'sample.analyzed',
    event_id: crypto.randomUUID(),
    event_timestamp: new Date().toISOString(),
    payload: { sample_id: 1, creator_id: 100, metadata: { bpm: 120, genero: ['trap'] } },
  });
  for (const user of [OWN, FOREIGN]) await platform.does(Number(user), 'like', { sample_id: 1 });
  // Answers of both users are cached before one asks for the other's.
  for (const user of [OWN, FOREIGN])
    await eventually(async () => expect((await platform.feed(user)).version).toBeGreaterThan(0));
}, TIMEOUT_MS);
afterAll(async () => guarded?.stack.stop(), TIMEOUT_MS);

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
const feedApi = () => guarded.stack.services['feed-api'];
const statusOf = async (path: string, credential: string) =>
  (await fetch(feedApi() + path, { headers: bearer(credential) })).status;

test('nobody reaches what is not theirs, by any route of any service', { timeout: TIMEOUT_MS }, async () => {
  const rows = await tryEverything(guarded.stack, { own: OWN, foreign: FOREIGN, token });
  expect(rows.flatMap(({ service, caller, letIn }) => letIn.map((each) => `${service} ${caller}: ${each}`))).toEqual(
    [],
  );
  const report = readFileSync(`${repository}docs/security.md`, 'utf8');
  // Else: npm run bench -- access
  expect(countsIn(report)).toBe(countsIn(withMatrix(report, rows)));
});

test('a user reaches their own data, on every route for users', async () => {
  for (const path of [
    `/v1/feed/${OWN}`,
    `/v1/feed/points/${OWN}?explain=1`,
    `/v1/feed/${OWN}/why/1`,
    `/v1/taste/${OWN}`,
    `/v1/search?q=trap&user_id=${OWN}`,
    '/v1/samples/1/similar?limit=1',
  ])
    expect(await statusOf(path, token), path).toBe(200);
});

test('a user sends their own interactions; others in the same request are refused one by one', async () => {
  const like = (user_id: number) => ({
    event_name: 'user.interaction.play',
    event_id: crypto.randomUUID(),
    event_timestamp: new Date().toISOString(),
    payload: { user_id, sample_id: 1 },
  });
  const response = await fetch(`${guarded.stack.services.ingestion}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify([like(Number(OWN)), like(Number(FOREIGN))]),
  });
  const answer = (await response.json()) as EventsAnswer;
  expect([response.status, answer.results.map(({ status, code }) => [status, code])]).toEqual([
    202,
    [
      ['accepted', undefined],
      ['rejected', 'FORBIDDEN'],
    ],
  ]);
});

describe('a stream', () => {
  const listen = async (credential: string) => {
    const response = await fetch(`${feedApi()}/v1/feed/${OWN}/stream`, { headers: bearer(credential) });
    const reading = (async () => {
      for await (const chunk of response.body!) void chunk;
      return performance.now();
    })();
    return { status: response.status, ended: reading };
  };

  test('ends when its token expires', { timeout: TIMEOUT_MS }, async () => {
    const startedAt = performance.now();
    const { status, ended } = await listen(await guarded.token(OWN, 2));
    expect(status).toBe(200);
    expect((await ended) - startedAt).toBeLessThan(REVOKED_WITHIN_MS);
  });

  test('ends within 10 s when its key is revoked, and the key is refused', { timeout: TIMEOUT_MS }, async () => {
    const key = await createKey(guarded.stack.database, { name: 'app', scopes: ['feeds:read'] });
    await eventually(async () => expect(await statusOf(`/v1/feed/${OWN}`, key.text)).toBe(200));
    const { status, ended } = await listen(key.text);
    expect(status).toBe(200);
    const revokedAt = performance.now();
    await revokeKey(guarded.stack.database, key.id);
    expect((await ended) - revokedAt).toBeLessThan(REVOKED_WITHIN_MS);
    expect(await statusOf(`/v1/feed/${OWN}`, key.text)).toBe(401);
  });
});

test(
  'while PostgreSQL is away the known keys count, and after a start without it nobody is let in',
  { timeout: TIMEOUT_MS },
  async () => {
    const { stack } = guarded;
    await stack.postgres.kill('SIGKILL');
    const ask = async () => {
      const response = await fetch(`${feedApi()}/v1/feed/${OWN}`, { headers: bearer(stack.key) });
      return [response.status, ((await response.json()) as Partial<Problem>).code];
    };
    expect(await ask()).not.toEqual([401, 'UNAUTHENTICATED']);
    await stack.processes['feed-api'].stop();
    stack.processes['feed-api'].start();
    await eventually(async () => expect((await fetch(`${feedApi()}/health/live`)).status).toBe(200));
    expect(await ask()).toEqual([503, 'DATABASE_UNAVAILABLE']);
  },
);
