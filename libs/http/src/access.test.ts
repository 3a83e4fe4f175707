import { JophielError } from '@jophiel/errors';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GivenServer, givenServer } from '../test/given-server.ts';
import { type Caller, forServices, forUsers, type Identify, open, openOnLoopback } from './index.ts';

/** Callers by a header: `user 7`, or `key` with scopes. */
const byHeader: Identify = ({ headers }): Caller => {
  const [kind, ...rest] = String(headers['x-caller'] ?? '').split(' ');
  const onEnd = () => () => {};
  if (kind === 'user')
    return { name: `user ${rest[0]}`, userId: rest[0]!, scopes: new Set(['feeds:read', 'events:write']), onEnd };
  if (kind === 'key') return { name: 'key', scopes: new Set(rest as []), onEnd };
  throw new JophielError('UNAUTHENTICATED', 'Nobody.');
};
const later: Identify = async (request) => byHeader(request);

let read = 0;
const servers: GivenServer[] = [];
const serverWith = async (identify: Identify, isOnLoopback = true) => {
  const given = await givenServer(
    (server) => {
      const schema = { params: Type.Object({ user_id: Type.Integer() }) };
      const own = { config: { access: forUsers('feeds:read') } };
      server.get('/of/:user_id', { ...own, schema }, async ({ caller }) => ({ caller: caller.name }));
      server.get('/search', own, async ({ caller }) => ({ caller: caller.name }));
      server.post('/ideas', own, async ({ caller }) => {
        read += 1;
        return { caller: caller.name };
      });
      server.get('/all', { config: { access: forServices('sync:read') } }, async () => ({ caller: 'service' }));
      server.get('/figures', { config: { access: openOnLoopback('operate:read') } }, async () => ({ caller: 'any' }));
      server.get('/open', { config: { access: open } }, async () => ({ caller: 'any' }));
    },
    { access: { identify, isOnLoopback }, declares: false },
  );
  servers.push(given);
  return given;
};

let given: GivenServer;
let promising: GivenServer;
let beyond: GivenServer;
beforeAll(async () => {
  given = await serverWith(byHeader);
  promising = await serverWith(later);
  beyond = await serverWith(byHeader, false);
});
afterAll(async () => Promise.all(servers.map(async (server) => server.remove())));

const ask = async (caller: string, path: string, { body, to = given }: { body?: unknown; to?: GivenServer } = {}) => {
  const response = await fetch(to.url + path, {
    headers: { 'x-caller': caller, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { code?: string; caller?: string };
  return [response.status, answer.code ?? answer.caller];
};

describe.each([
  ['at once', () => given],
  ['with a promise', () => promising],
])('a caller who is known %s', (_, server) => {
  test.each([
    ['the path', '/of/7', '/of/8', undefined, undefined],
    ['the query', '/search?user_id=7', '/search?user_id=8', undefined, undefined],
    ['the query, twice', '/search?user_id=7&user_id=7', '/search?user_id=7&user_id=8', undefined, undefined],
    ['the body, as a number', '/ideas', '/ideas', { user_id: 7 }, { user_id: 8 }],
    ['the body, as a text', '/ideas', '/ideas', { user_id: '7' }, { user_id: '8' }],
    ['a list', '/ideas', '/ideas', { user_ids: [7] }, { user_ids: [7, '8'] }],
    ['a list of lists', '/ideas', '/ideas', { users: [[7]] }, { users: [[7, [8]]] }],
    ['the depth of the body', '/ideas', '/ideas', [{ payload: { user: 7 } }], [{ payload: { user: 8 } }]],
  ])('may name themselves only in %s', async (_place, own, foreign, ownBody, foreignBody) => {
    const to = server();
    expect(await ask('user 7', own, { body: ownBody, to })).toEqual([200, 'user 7']);
    expect(await ask('user 7', foreign, { body: foreignBody, to })).toEqual([403, 'FORBIDDEN']);
    expect(await ask('key feeds:read', foreign, { body: foreignBody, to })).toEqual([200, 'key']);
  });

  test('needs the scope of the route, and a user no route of services', async () => {
    const to = server();
    expect(await ask('key feeds:read', '/all', { to })).toEqual([403, 'FORBIDDEN']);
    expect(await ask('key sync:read', '/all', { to })).toEqual([200, 'service']);
    expect(await ask('user 7', '/all', { to })).toEqual([403, 'FORBIDDEN']);
  });
});

test('a body that is nested as deeply as its size allows is no defect', async () => {
  const levels = 450;
  const body = `{"user_ids":${'['.repeat(levels)}8${']'.repeat(levels)}}`;
  expect(await ask('user 7', '/ideas', { body })).toEqual([403, 'FORBIDDEN']);
});

test('without a caller every answer is 401: before the body is read, for unknown paths, for HEAD', async () => {
  const before = read;
  for (const to of [given, promising]) {
    expect(await ask('', '/of/abc', { to })).toEqual([401, 'UNAUTHENTICATED']);
    expect(await ask('', '/ideas', { body: '{', to })).toEqual([401, 'UNAUTHENTICATED']);
    expect(await ask('', '/nowhere', { to })).toEqual([401, 'UNAUTHENTICATED']);
    expect((await fetch(`${to.url}/of/7`, { method: 'HEAD' })).status).toBe(401);
  }
  expect(read).toBe(before);
  expect(await ask('key', '/nowhere')).toEqual([404, 'NOT_FOUND']);
});

test('a refusal says how to come in, and is cached by nobody', async () => {
  const { headers } = await fetch(`${given.url}/search`);
  expect([headers.get('www-authenticate'), headers.get('cache-control')]).toEqual([
    'Bearer realm="jophiel"',
    'no-store',
  ]);
});

test('health and error codes are open; metrics and documents on loopback only', async () => {
  const status = async (to: GivenServer, path: string) => (await fetch(to.url + path)).status;
  for (const path of ['/open', '/health/live', '/health/ready', '/docs/errors'])
    expect([await status(given, path), await status(beyond, path)], path).toEqual([200, 200]);
  for (const path of ['/figures', '/metrics', '/openapi.json', '/docs/static/index.html'])
    expect([await status(given, path), await status(beyond, path)], path).toEqual([200, 401]);
  expect(await ask('key feeds:read', '/figures', { to: beyond })).toEqual([403, 'FORBIDDEN']);
  expect(await ask('key operate:read', '/figures', { to: beyond })).toEqual([200, 'any']);
});

test('a route that does not declare its access stops the start', async () => {
  const starting = givenServer((server) => server.get('/forgotten', async () => ({})), { declares: false });
  await expect(starting).rejects.toMatchObject({
    code: 'ROUTE_UNDECLARED',
    message: expect.stringMatching(/GET \/forgotten; HEAD \/forgotten/),
  });
});
