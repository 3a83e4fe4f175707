import { loadDefinition } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeLists } from '../../../test/given-lists.ts';
import { idOrderOf } from './id-order.ts';
import { pairsOf } from '../core/pairs.ts';
import { hashBuckets } from './hash-buckets.ts';
import { listBucket } from './list-bucket.ts';
import { listPairs } from './list-pairs.ts';
import { listSamples } from './list-samples.ts';
import { listUsers } from './list-users.ts';

const audio = loadDefinition('audio');
const likes = pairsOf('likes', audio);
const follows = pairsOf('follows', audio);
let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
  const ids = Array.from({ length: 20_000 }, (_, index) => String(index + 1));
  await storeLists(postgres.database, {
    samples: ids,
    announced: ids,
    active: ids,
    likes: ids.map((user) => [user, '3']),
    follows: ids.flatMap((user) => ['4', '5', '6', '7', '8'].map((creator) => [user, creator] as const)),
  });
  // Vectors and metadata as large as real ones, and many signals of another kind: what the lists need not read.
  await postgres.database.execute({ text: `UPDATE sample_vectors SET vector = decode(repeat('5f', 600), 'hex')` });
  await postgres.database.execute({
    text: `INSERT INTO sample_metadata
           SELECT sample_id, jsonb_build_object('text', repeat(md5(sample_id), 40)), now(), gen_random_uuid() FROM sample_vectors`,
  });
  await postgres.database.execute({
    text: `INSERT INTO user_signals SELECT user_id, rank::text, 'play', '', 1, now(), gen_random_uuid(), false
           FROM user_taste_profiles, generate_series(1, 5) AS rank`,
  });
  await postgres.database.execute({ text: 'VACUUM ANALYZE' });
});
afterAll(async () => postgres.remove());

/** How PostgreSQL would answer the statements of some work. */
async function planOf(work: (executor: Executor) => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  await work({
    async query({ text, values = [] }) {
      const rows = await postgres.database.query<{ 'QUERY PLAN': string }>({ text: `EXPLAIN ${text}`, values });
      lines.push(...rows.map((row) => row['QUERY PLAN']));
      return [];
    },
    execute: async () => 0,
  });
  return lines.join('\n');
}

/** How each table is read; what is scanned again after that are results, not tables. */
const scansOf = (plan: string) =>
  [...plan.matchAll(/(\w+ )*Scan (using \w+ )?on \w+/g)]
    .map(([scan]) => scan)
    .filter((scan) => !scan.startsWith('Subquery'));

describe.each([
  ['integers', idOrderOf({ ids: 'integer' })],
  ['texts', idOrderOf({ ids: 'string' })],
])('with ids that are %s, the next part of a list comes', (_, order) => {
  const next = { after: '500', limit: 1_000 };
  test.each([
    ['samples', async (executor: Executor) => listSamples(executor, order, next)],
    ['users', async (executor: Executor) => listUsers(executor, order, next)],
    ['likes', async (executor: Executor) => listPairs(executor, order, likes, { after: '500', users: 100 })],
    ['follows', async (executor: Executor) => listPairs(executor, order, follows, { after: '500', users: 100 })],
  ])('of %s from indexes alone', async (_list, work) => {
    const plan = await planOf(work);
    expect(scansOf(plan).length, plan).toBeGreaterThan(0);
    for (const scan of scansOf(plan)) expect(scan, plan).toContain('Index Only Scan');
  });
});

test.each([
  ['samples', 'samples'],
  ['likes', likes],
] as const)('the hashes of all buckets of %s are read without the rows themselves', async (_, list) => {
  const plan = await planOf(async (executor) => hashBuckets(executor, list));
  expect(scansOf(plan).length, plan).toBeGreaterThan(0);
  for (const scan of scansOf(plan)) expect(scan, plan).toContain('Index Only Scan');
});

test.each([
  ['samples', 'samples'],
  ['users', 'users'],
  ['likes', likes],
  ['follows', follows],
] as const)('one bucket of %s is found by an index', async (_, list) => {
  const plan = await planOf(async (executor) => listBucket(executor, list, '7f'));
  expect(plan).toContain('_bucket_idx');
  expect(plan, plan).not.toContain('Seq Scan');
});
