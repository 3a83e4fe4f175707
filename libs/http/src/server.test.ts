import { eventually } from '@jophiel/testing';
import { afterEach, expect, test } from 'vitest';
import { type GivenServer, givenServer } from '../test/given-server.ts';

let given: GivenServer;
afterEach(async () => given.remove());

const correlationOf = async (headers: Record<string, string>) =>
  (await fetch(`${given.url}/health/live`, { headers })).headers.get('x-correlation-id');

test('a harmless correlation id is returned, any other one is replaced', async () => {
  given = await givenServer();
  expect(await correlationOf({ 'x-correlation-id': 'platform:42.a-b_c' })).toBe('platform:42.a-b_c');
  const made = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
  for (const given of ['a b', '{"x":1}', 'x'.repeat(201), ''])
    expect(await correlationOf({ 'x-correlation-id': given })).toMatch(made);
  expect(await correlationOf({})).not.toBe(await correlationOf({}));
});

test('a service is live without its dependencies, and ready with all of them; the answer names what is missing', async () => {
  let reason: string | undefined = 'PostgreSQL is unavailable';
  given = await givenServer(undefined, {
    checks: {
      database: async () => reason,
      broker: async () => undefined,
      rest: async () => {
        if (reason !== undefined) throw new Error('broken');
        return undefined;
      },
    },
  });
  const get = async (path: string) => {
    const response = await fetch(`${given.url}${path}`);
    return [response.status, await response.json()] as const;
  };
  expect(await get('/health/live')).toEqual([200, { status: 'ok', service: 'test', checks: {} }]);
  expect(await get('/health/ready')).toEqual([
    503,
    {
      status: 'unavailable',
      service: 'test',
      checks: {
        database: { ok: false, detail: 'PostgreSQL is unavailable' },
        broker: { ok: true },
        rest: { ok: false, detail: 'broken' },
      },
    },
  ]);
  reason = undefined;
  expect(await get('/health/ready')).toMatchObject([200, { status: 'ok', checks: { database: { ok: true } } }]);
});

test('requests are timed by route, method and status, not by path', async () => {
  given = await givenServer((server) => server.get('/things/:id', async () => ({})));
  await fetch(`${given.url}/things/1`);
  await fetch(`${given.url}/things/2`);
  await fetch(`${given.url}/nowhere/3`);
  const response = await fetch(`${given.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const counts = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('jophiel_http_request_seconds_count'));
  expect(counts.map((line) => line.replace(/,?service="test",?/, ''))).toEqual([
    'jophiel_http_request_seconds_count{route="/things/:id",method="GET",status="200"} 2',
    'jophiel_http_request_seconds_count{route="unknown",method="GET",status="404"} 1',
  ]);
});

test('"Registro de tiempo detallado": API requests are reported under the name of their process', async () => {
  const told: [string, number][] = [];
  given = await givenServer(
    (server) => {
      server.get('/v1/things/:id', { config: { process: 'things' } }, async () => ({}));
      server.get('/v1/others/:id', async () => ({}));
    },
    { onRequest: (...request) => told.push(request) },
  );
  for (const path of ['/v1/things/1', '/v1/others/2', '/health/live', '/metrics', '/v1/nowhere'])
    await (await fetch(given.url + path)).text();
  await eventually(() =>
    expect(told).toEqual([
      ['things', expect.any(Number)],
      ['GET /v1/others/:id', expect.any(Number)],
    ]),
  );
  for (const [, ms] of told) expect(ms).toBeGreaterThan(0);
});
