import { JophielError } from '@jophiel/errors';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createKey, listKeys, loadValidKeys, revokeKey, rotateKey, stateOf } from './index.ts';
import { KnownKeys } from './known-keys.ts';

let postgres: GivenPostgres;
let now: number;
beforeAll(async () => {
  postgres = await givenPostgres();
});
beforeEach(() => {
  now = Date.now();
});
afterAll(async () => postgres.remove());

const knownKeys = (load = async () => loadValidKeys(postgres.database)) =>
  new KnownKeys({ load, keptMs: 90_000, now: () => now });
const create = async (more: { expiresAt?: Date } = {}) =>
  createKey(postgres.database, { name: 'platform', scopes: ['operate:read', 'events:write'], ...more });

test('a key lets in with its scopes and what they include; its text is stored nowhere', async () => {
  const key = await create();
  const keys = knownKeys();
  await keys.refresh();
  const caller = keys.callerOf(key.text);
  expect([...caller!.scopes].sort()).toEqual(['events:write', 'feeds:read', 'operate:read', 'sync:read']);
  expect(caller!.name).toBe(`key ${key.id} (platform)`);
  const rows = await postgres.database.query({ text: 'SELECT k::text FROM access_keys k' });
  expect(JSON.stringify(rows)).not.toContain(key.text.split('_')[2]);
});

test.each([
  ['another secret', (text: string) => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A')],
  ['an unknown id', (text: string) => text.replace(/_[0-9a-f]{12}_/, '_000000000000_')],
  ['a longer text', (text: string) => `${text}A`],
  ['no key', () => 'jph_'],
])('%s does not let in', async (_, changed) => {
  const key = await create();
  const keys = knownKeys();
  await keys.refresh();
  expect(keys.callerOf(key.text)).toBeDefined();
  expect(keys.callerOf(changed(key.text))).toBeUndefined();
});

test('a revoked key is refused after the next refresh, and ends its streams once', async () => {
  const [key, other] = [await create(), await create()];
  const keys = knownKeys();
  await keys.refresh();
  let [ended, otherEnded, removed] = [0, 0, 0];
  keys.callerOf(key.text)!.onEnd(() => (ended += 1));
  keys.callerOf(key.text)!.onEnd(() => (removed += 1))();
  keys.callerOf(other.text)!.onEnd(() => (otherEnded += 1));
  await revokeKey(postgres.database, key.id);
  await keys.refresh();
  await keys.refresh();
  expect(keys.callerOf(key.text)).toBeUndefined();
  expect([ended, otherEnded, removed]).toEqual([1, 0, 0]);
  await expect(revokeKey(postgres.database, key.id)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
});

test('a key expires at its time, without a refresh', async () => {
  const key = await create({ expiresAt: new Date(now + 60_000) });
  const keys = knownKeys();
  await keys.refresh();
  expect(keys.callerOf(key.text)).toBeDefined();
  now += 60_000;
  expect(keys.callerOf(key.text)).toBeUndefined();
});

test('a rotated key works beside the new one for the overlap', async () => {
  const old = await create();
  const key = await rotateKey(postgres.database, old.id, 30);
  const keys = knownKeys();
  await keys.refresh();
  expect([...keys.callerOf(key.text)!.scopes]).toEqual([...keys.callerOf(old.text)!.scopes]);
  const stored = (await listKeys(postgres.database)).find(({ key_id }) => key_id === old.id)!;
  const secondsLeft = (stored.expires_at!.getTime() - Date.now()) / 1_000;
  expect(secondsLeft).toBeGreaterThan(10);
  expect(secondsLeft).toBeLessThanOrEqual(31);
  expect(stateOf(stored, new Date(Date.now() + 40_000))).toBe('expired');
  await revokeKey(postgres.database, old.id);
  await expect(rotateKey(postgres.database, old.id, 30)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
});

test('before the first read nobody is let in; while the keys cannot be read, the last ones count for a time', async () => {
  const key = await create();
  let isAway = true;
  const keys = knownKeys(async () => {
    if (isAway) throw new JophielError('DATABASE_UNAVAILABLE', 'away');
    return loadValidKeys(postgres.database);
  });
  await expect(keys.refresh()).rejects.toThrow('away');
  expect(() => keys.callerOf(key.text)).toThrow(expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' }));
  isAway = false;
  await keys.refresh();
  isAway = true;
  now += 90_000;
  expect(keys.callerOf(key.text)).toBeDefined();
  now += 1;
  expect(() => keys.callerOf(key.text)).toThrow(expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' }));
});

test('keys are read again and again until the signal, and an outage is told once', async () => {
  const stopping = new AbortController();
  let [reads, told] = [0, 0];
  const keys = knownKeys(async () => {
    reads += 1;
    if (reads === 5) stopping.abort();
    throw new Error('away');
  });
  await keys.keepFresh(1, stopping.signal, () => (told += 1));
  expect([reads, told]).toEqual([5, 1]);
});
