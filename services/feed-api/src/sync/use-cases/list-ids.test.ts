import { createHash } from 'node:crypto';
import { loadDefinition } from '@jophiel/domain';
import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lists, storeLists } from '../../../test/given-lists.ts';
import { checksumOf } from './checksum-of.ts';
import { listIds } from './list-ids.ts';

const audio = loadDefinition('audio');
const films = loadDefinition('films');
let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_feed_api' });
});
afterAll(async () => postgres.remove());

const number = fc.oneof(fc.nat(30), fc.nat(2 ** 40)).map(String);
const text = fc.oneof(
  fc.stringMatching(/^[-\w]{1,3}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).filter((id) => !/\p{Cc}/u.test(id)),
);

const listsOf = (id: fc.Arbitrary<string>): fc.Arbitrary<Required<Lists>> => {
  const ids = fc.uniqueArray(id, { maxLength: 12 });
  const pairs = fc.uniqueArray(fc.tuple(id, id), { maxLength: 12, selector: ([a, b]) => JSON.stringify([a, b]) });
  return fc
    .record({ samples: ids, announced: ids, active: ids, both: pairs, follows: pairs, removed: ids })
    .map(({ both, removed, samples, ...rest }) => ({
      ...rest,
      samples,
      removed: removed.filter((one) => !samples.includes(one)),
      likes: both.filter((_, index) => index % 2 === 0),
      unliked: both.filter((_, index) => index % 2 === 1),
    }));
};

type Compare = (a: string, b: string) => number;
const byNumber: Compare = (a, b) => Number(a) - Number(b);
const byBytes: Compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The lists as the platform would compute them: everything in memory, sorted, joined. */
function naive(lists: Required<Lists>, compare: Compare): Record<string, string[]> {
  const sorted = (ids: readonly string[]) => [...new Set(ids)].sort(compare);
  const joined = (pairs: readonly (readonly [string, string])[]) =>
    [...pairs].sort(([a, x], [b, y]) => compare(a, b) || compare(x, y)).map((pair) => pair.join('-'));
  const doing = [...lists.likes, ...lists.unliked, ...lists.follows].map(([user]) => user);
  return {
    samples: sorted(lists.samples),
    users: sorted([...lists.announced, ...lists.active, ...doing]),
    likes: joined(lists.likes),
    follows: joined(lists.follows),
  };
}

describe.each([
  ['integers', audio, number, byNumber],
  ['texts', films, text, byBytes],
] as const)('with ids that are %s', (_, domain, id, compare) => {
  test('lists and checksums are those of a naive computation', async () => {
    await fc.assert(
      fc.asyncProperty(listsOf(id), async (lists) => {
        await storeLists(postgres.database, lists);
        const expected = naive(lists, compare);
        for (const kind of ['samples', 'users', 'likes', 'follows'] as const) {
          expect((await Array.fromAsync(listIds(database, domain, kind))).flat()).toEqual(expected[kind]);
          expect(await checksumOf(listIds(database, domain, kind))).toEqual({
            checksum: createHash('sha256').update(expected[kind]!.join(',')).digest('hex'),
            count: expected[kind]!.length,
          });
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('a list that is longer than what is read at once is read to its end, also past users who have nothing on it', async () => {
  const users = Array.from({ length: 2_500 }, (_, index) => String(index + 1));
  const samples = Array.from({ length: 45_000 }, (_, index) => String(index + 1));
  const likes = users.filter((user) => Number(user) % 1_100 === 0).map((user) => [user, '3'] as const);
  await storeLists(postgres.database, { samples, active: users, likes });
  expect((await Array.fromAsync(listIds(database, audio, 'samples'))).flat()).toEqual(samples);
  expect((await Array.fromAsync(listIds(database, audio, 'users'))).flat()).toEqual(users);
  expect((await Array.fromAsync(listIds(database, audio, 'likes'))).flat()).toEqual(['1100-3', '2200-3']);
});

test('a definition that names no likes has no list of them', () => {
  const { sync: _, ...silent } = audio;
  expect(() => listIds(database, silent, 'likes')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});
