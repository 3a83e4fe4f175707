import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identify } from '@jophiel/http';
import { eventually, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccess } from './index.ts';
import { createKey } from './keys/index.ts';
import { makeSigningKey, signToken } from './tokens/index.ts';

let postgres: GivenPostgres;
const folder = mkdtempSync(join(tmpdir(), 'jophiel-access-'));
const stopping = new AbortController();
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => {
  stopping.abort();
  rmSync(folder, { recursive: true });
  await postgres.remove();
});

const on = { ACCESS: 'on', ACCESS_KEYS_KEPT_MINUTES: 60, TOKEN_AUDIENCE: 'jophiel' } as const;
const open = (settings: object = {}, isOnLoopback = false) =>
  openAccess({ settings: { ...on, ...settings }, executor: postgres.database, isOnLoopback, onFailure: () => {} });
const callerOf = async (identify: Identify, authorization?: string) =>
  identify({ headers: authorization === undefined ? {} : { authorization } } as Parameters<Identify>[0]);

test('access that is off lets everybody do everything on loopback, and stops the start beyond', async () => {
  const caller = await callerOf(open({ ACCESS: 'off' }, true).identify);
  expect([caller.scopes.has('operate'), caller.userId]).toEqual([true, undefined]);
  expect(() => open({ ACCESS: 'off' })).toThrow(
    expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringMatching(/ACCESS=on, or HOST=127/) }),
  );
});

test.each([
  [{ TOKEN_ISSUER: 'x' }],
  [{ TOKEN_KEYS_FILE: 'x' }],
  [{ TOKEN_ISSUER: 'x', TOKEN_KEYS_FILE: 'x', TOKEN_JWKS_URL: 'https://x' }],
  [{ TOKEN_ISSUER: 'x', TOKEN_JWKS_URL: 'http://x.example.org' }],
  [{ TOKEN_ISSUER: 'x', TOKEN_KEYS_FILE: 'missing.json' }],
])('settings of tokens that do not fit stop the start: %j', (settings) => {
  expect(() => open(settings)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
});

describe('the header', () => {
  test.each([[undefined], ['Basic YTpi'], ['Bearer'], ['Bearer a b'], ['Bearer eyJhbGciOiJIUzI1NiJ9.e30.x']])(
    '%s is no access',
    async (authorization) => {
      await expect((async () => callerOf(open().identify, authorization))()).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    },
  );

  test('of a key is access once the keys have been read; before, the answer is 503', async () => {
    const { text } = await createKey(postgres.database, { name: 'platform', scopes: ['feeds:read'] });
    const access = open();
    const ask = async () => callerOf(access.identify, `Bearer ${text}`);
    await expect(ask()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    void access.keepFresh(stopping.signal);
    await eventually(async () => expect((await ask()).scopes).toEqual(new Set(['feeds:read'])));
    await expect((async () => callerOf(access.identify, `bearer ${text.slice(0, -2)}AA`))()).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test('of a token is access to the data of its user', async () => {
    const signing = await makeSigningKey('one');
    const file = join(folder, 'keys.json');
    writeFileSync(file, JSON.stringify(signing.keySet));
    const { identify } = open({ TOKEN_ISSUER: 'platform', TOKEN_KEYS_FILE: file });
    const token = await signToken(signing.privateKey, {
      userId: '7',
      issuer: 'platform',
      audience: 'jophiel',
      seconds: 60,
    });
    expect(await callerOf(identify, `Bearer ${token}`)).toMatchObject({ name: 'user 7', userId: '7' });
  });
});
