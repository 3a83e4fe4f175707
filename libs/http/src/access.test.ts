import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GivenServer, givenServer } from '../test/given-server.ts';
import type { Identify } from './access.ts';

/** Callers who may see only themselves, named by a header. */
const themselves: Identify = ({ headers }) => {
  const name = String(headers['x-name']);
  return { name, maySee: (userId) => userId === name };
};

let given: GivenServer;
beforeAll(async () => {
  given = await givenServer(
    (server) => {
      const schema = { params: Type.Object({ user_id: Type.String() }) };
      server.get('/of/:user_id', { schema }, async ({ caller }) => ({ caller: caller.name }));
      server.get('/why/:user/:sample', async ({ caller }) => ({ caller: caller.name }));
      server.get('/search', async ({ caller }) => ({ caller: caller.name }));
      server.post('/ideas', async ({ caller }) => ({ caller: caller.name }));
    },
    { identify: themselves },
  );
});
afterAll(async () => given.remove());

const ask = async (name: string, path: string, body?: unknown) => {
  const response = await fetch(given.url + path, {
    headers: { 'x-name': name, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { code?: string; caller?: string };
  return [response.status, answer.code ?? answer.caller];
};

test.each([
  ['the path', '/of/7', '/of/8', undefined, undefined],
  ['a path of two', '/why/7/1', '/why/8/7', undefined, undefined],
  ['the query', '/search?user_id=7', '/search?user_id=8', undefined, undefined],
  ['the body, as a number', '/ideas', '/ideas', { user_id: 7 }, { user_id: 8 }],
  ['the body, as a text', '/ideas', '/ideas', { user_id: '7' }, { user_id: '8' }],
])('a user named in %s is visible only to callers with access', async (_, own, foreign, ownBody, foreignBody) => {
  expect(await ask('7', own, ownBody)).toEqual([200, '7']);
  expect(await ask('7', foreign, foreignBody)).toEqual([403, 'FORBIDDEN']);
});

test('a request without a user is open to all callers', async () => {
  expect(await ask('7', '/search')).toEqual([200, '7']);
  expect(await ask('7', '/health/live')).toEqual([200, undefined]);
});

test('without access control every caller is the platform, which may see all users', async () => {
  const open = await givenServer((server) => {
    server.get('/of/:user_id', async ({ caller }) => ({ caller: caller.name }));
  });
  const response = await fetch(`${open.url}/of/8`);
  expect([response.status, await response.json()]).toEqual([200, { caller: 'platform' }]);
  await open.remove();
});
