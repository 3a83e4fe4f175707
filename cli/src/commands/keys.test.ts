import { readFileSync, statSync } from 'node:fs';
import { createKey, listKeys, stateOf } from '@jophiel/access/keys';
import { type GivenPostgres, givenPostgres, temporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../test/run-command.ts';

let postgres: GivenPostgres;
const folder = temporaryFolder('keys');
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => {
  folder.remove();
  await postgres.remove();
});

const keys = async (...args: string[]) => run(['keys', ...args], { DATABASE_URL: postgres.url });
const stored = async (id: string) => (await listKeys(postgres.database)).find(({ key_id }) => key_id === id);
const idIn = (text: string) => /^jph_([0-9a-f]{12})_/.exec(text)![1]!;

test('a key is made with its scopes, printed once and alone, and never listed', async () => {
  const made = await keys('create', '--name', 'platform', '--scopes', 'events:write, feeds:read', '--days', '30');
  expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^jph_[0-9a-f]{12}_[\w-]{43}\n$/)]);
  const id = idIn(made.stdout);
  expect(made.stderr).toContain(id);
  expect(await stored(id)).toMatchObject({ name: 'platform', scopes: ['events:write', 'feeds:read'] });
  const days = ((await stored(id))!.expires_at!.getTime() - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(29.9);
  const list = await keys('list');
  expect(list.stdout).toMatch(new RegExp(`${id} +platform +events:write feeds:read +valid`));
  expect(list.stdout).not.toContain(made.stdout.trim().slice(17));
});

test('a key can go into a file that only its owner reads, and overwrites none', async () => {
  const file = `${folder.path}/key`;
  const made = await keys('create', '--name', 'analyser', '--scopes', 'events:write', '--file', file);
  expect([made.code, made.stdout]).toEqual([0, '']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await stored(idIn(readFileSync(file, 'utf8')))).toMatchObject({ name: 'analyser' });
  expect((await keys('create', '--name', 'x', '--scopes', 'operate', '--file', file)).code).toBe(1);
});

test('a key is rotated with an overlap, and revoked', async () => {
  const { id } = await createKey(postgres.database, { name: 'platform', scopes: ['feeds:read'] });
  const rotated = await keys('rotate', id, '--overlap', '2');
  expect(await stored(idIn(rotated.stdout))).toMatchObject({ name: 'platform', scopes: ['feeds:read'] });
  expect(rotated.stderr).toContain('works for 2 hours more');
  expect((await keys('revoke', id)).code).toBe(0);
  expect(stateOf((await stored(id))!, new Date())).toBe('revoked');
});

test.each([
  [['create', '--name', 'x', '--scopes', 'feeds'], '"feeds" is no scope. There are:\n  events:write'],
  [['revoke', '000000000000'], '000000000000 is not the id of a key'],
  [['rotate', '000000000000'], '000000000000 is not the id of a valid key'],
])('a mistake is told: %j', async (args, text) => {
  const { code, stderr } = await keys(...args);
  expect([code, stderr]).toEqual([1, expect.stringContaining(`COMMAND_INVALID: `)]);
  expect(stderr).toContain(text);
});
