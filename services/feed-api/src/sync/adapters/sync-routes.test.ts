import { createHash } from 'node:crypto';
import type { BucketAnswer, BucketsAnswer, ChecksumAnswer, IdsAnswer, Problem } from '@jophiel/contracts';
import type { RunningService } from '@jophiel/service';
import { givenEnvironment, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lists, storeLists } from '../../../test/given-lists.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let service: RunningService;
let reader: Reader;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  service = await startFeedApi(givenEnvironment({ postgres, nats }));
  reader = new Reader(service.url);
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

const lists: Lists = {
  samples: ['9', '10', '1001'],
  removed: ['8'],
  announced: ['2', '42'],
  likes: [
    ['42', '10'],
    ['42', '9'],
    ['7', '1001'],
  ],
  unliked: [['7', '9']],
  follows: [['42', '7']],
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test.each([
  ['/v1/samples', 'samples', [9, 10, 1001]],
  ['/v1/users', 'users', [2, 7, 42]],
  ['/v1/interactions/likes', 'likes', ['7-1001', '42-9', '42-10']],
  ['/v1/interactions/follows', 'follows', ['42-7']],
] as const)('%s/checksum and /ids are what the platform compares with', async (path, kind, ids) => {
  await storeLists(postgres.database, lists);
  const checksum = await reader.get<ChecksumAnswer>(`${path}/checksum`);
  expect([checksum.status, checksum.body]).toEqual([
    200,
    { success: true, data: { checksum: sha256(ids.join(',')), count: ids.length } },
  ]);
  const list = await reader.get<IdsAnswer>(`${path}/ids`);
  expect([list.status, list.body]).toEqual([200, { success: true, data: { [kind]: ids } }]);
});

test('nothing is a list too', async () => {
  await storeLists(postgres.database, { samples: [] });
  expect((await reader.get<ChecksumAnswer>('/v1/samples/checksum')).body.data).toEqual({
    checksum: sha256(''),
    count: 0,
  });
  expect((await reader.get<IdsAnswer>('/v1/samples/ids')).body.data).toEqual({ samples: [] });
});

describe('buckets', () => {
  const bucketOf = (id: string) => md5(id).slice(0, 2);
  const hashOf = (items: readonly string[]) =>
    items
      .map((item) => BigInt(`0x${md5(item).slice(0, 16)}`))
      .reduce((all, one) => all ^ one, 0n)
      .toString(16)
      .padStart(16, '0');
  const buckets = async (kind: string) => (await reader.get<BucketsAnswer>(`/v1/sync/${kind}/buckets`)).body.buckets;
  const bucket = async (kind: string, name: string) =>
    (await reader.get<BucketAnswer>(`/v1/sync/${kind}/buckets/${name}`)).body.items;

  /** The hashes as anybody can compute them. */
  function expected(items: readonly (readonly [key: string, item: string])[]) {
    const names = [...new Set(items.map(([key]) => bucketOf(key)))].sort();
    return names.map((name) => {
      const own = items.filter(([key]) => bucketOf(key) === name).map(([, item]) => item);
      return { bucket: name, count: own.length, hash: hashOf(own) };
    });
  }

  test('have hashes that anybody can compute from ids and versions', async () => {
    await storeLists(postgres.database, lists);
    expect(await buckets('users')).toEqual(expected(['2', '7', '42'].map((id) => [id, id])));
    expect(await buckets('likes')).toEqual(expected(lists.likes!.map(([user, sample]) => [user, `${user}-${sample}`])));
    expect(await buckets('follows')).toEqual(expected([['42', '42-7']]));
    expect(await buckets('samples')).toEqual(expected(lists.samples.map((id) => [id, `${id}:7:`])));
  });

  test('tell of metadata that differs, in that bucket alone, and have all that is needed to mend it', async () => {
    await storeLists(postgres.database, lists);
    const describeAs = async (tempo: number) =>
      postgres.database.execute({
        text: `INSERT INTO sample_metadata VALUES ('10', $1, now(), gen_random_uuid())
               ON CONFLICT (sample_id) DO UPDATE SET metadata = excluded.metadata`,
        values: [JSON.stringify({ tempo, z: 'x', a: [1] })],
      });
    await describeAs(90);
    const before = await buckets('samples');
    await describeAs(91);
    const after = await buckets('samples');
    const changed = after.filter(({ hash }) => !before.some((other) => other.hash === hash));
    expect(changed.map(({ bucket: name }) => name)).toEqual([bucketOf('10')]);
    expect(await bucket('samples', bucketOf('10'))).toEqual([
      {
        sample_id: 10,
        creator_id: 7,
        version: `7:${md5('{"a": [1], "z": "x", "tempo": 91}')}`,
        at: '2026-03-01T12:00:00.000Z',
        metadata: { tempo: 91, z: 'x', a: [1] },
      },
    ]);
  });

  test('of pairs hold who and what, and since when', async () => {
    await storeLists(postgres.database, lists);
    const items = await bucket('likes', bucketOf('42'));
    expect(new Set(items.map(({ user_id, sample_id }) => `${user_id}-${sample_id}`))).toEqual(
      new Set(['42-9', '42-10']),
    );
    expect(items[0]!.at).toBe('2026-03-01T12:00:00.000Z');
    expect(await bucket('follows', bucketOf('42'))).toEqual([
      { user_id: 42, creator_id: 7, at: '2026-03-01T12:00:00.000Z' },
    ]);
    expect(await bucket('users', bucketOf('2'))).toEqual([{ user_id: 2 }]);
  });

  test.each([
    ['/v1/sync/boards/buckets', '/params/kind'],
    ['/v1/sync/samples/buckets/g0', '/params/bucket'],
    ['/v1/sync/samples/buckets/100', '/params/bucket'],
  ])('%s is refused', async (path, place) => {
    const { status, body } = await reader.get<Problem>(path);
    expect([status, body.code, body.faults?.[0]?.path]).toEqual([400, 'BODY_INVALID', place]);
  });
});
