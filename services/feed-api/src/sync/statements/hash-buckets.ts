import type { BucketsAnswer, SyncKind } from '@jophiel/contracts';
import type { Executor } from '@jophiel/postgres';
import type { Pairs } from '../core/pairs.ts';
import { pairColumns } from './pair-columns.ts';

type Bucket = BucketsAnswer['buckets'][number];

/** `key` selects the bucket; two entries are equal if `item` is equal. */
const buckets = (key: string, item: string, from: string) =>
  `SELECT "left"(md5(${key}), 2) AS bucket, count(*)::integer AS count,
          lpad(to_hex(bit_xor(('x' || "left"(md5(${item}), 16))::bit(64)::bigint)), 16, '0') AS hash
   FROM ${from} GROUP BY 1 ORDER BY 1`;

const samples = buckets(
  'sample_id',
  `sample_id || ':' || creator_id || ':' || coalesce(content_hash, '')`,
  'sample_vectors LEFT JOIN sample_metadata USING (sample_id) WHERE removed_at IS NULL',
);
const users = buckets(
  'user_id',
  'user_id',
  '(SELECT user_id FROM announced_users UNION SELECT user_id FROM user_taste_profiles) AS known',
);

/** One hash for each bucket with items. The storage order does not matter. */
export async function hashBuckets(
  executor: Executor,
  list: Exclude<SyncKind, Pairs['kind']> | Pairs,
): Promise<Bucket[]> {
  if (list === 'samples') return executor.query<Bucket>({ name: 'sync-hash-samples', text: samples });
  if (list === 'users') return executor.query<Bucket>({ name: 'sync-hash-users', text: users });
  const { from, item, isListed, parameters } = pairColumns(list);
  return executor.query<Bucket>({
    name: `sync-hash-${list.kind}`,
    text: buckets('user_id', `user_id || '-' || ${item}`, `${from} WHERE ${isListed(1)}`),
    values: parameters,
  });
}
