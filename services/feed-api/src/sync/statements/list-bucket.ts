import type { SyncKind } from '@jophiel/contracts';
import type { Executor } from '@jophiel/postgres';
import type { Pairs } from '../core/pairs.ts';
import { pairColumns } from './pair-columns.ts';

export interface BucketRow {
  readonly sample_id?: string;
  readonly user_id?: string;
  readonly creator_id?: string;
  readonly version?: string;
  readonly at?: Date;
  readonly metadata?: Record<string, unknown> | null;
}

export async function listBucket(
  executor: Executor,
  list: Exclude<SyncKind, Pairs['kind']> | Pairs,
  bucket: string,
): Promise<BucketRow[]> {
  if (list === 'samples')
    return executor.query<BucketRow>({
      name: 'sync-samples-of-bucket',
      text: `SELECT sample_id, creator_id, creator_id || ':' || coalesce(content_hash, '') AS version, published_at AS at, metadata
             FROM sample_vectors LEFT JOIN sample_metadata USING (sample_id)
             WHERE "left"(md5(sample_id), 2) = $1 AND removed_at IS NULL`,
      values: [bucket],
    });
  if (list === 'users')
    return executor.query<BucketRow>({
      name: 'sync-users-of-bucket',
      text: `SELECT user_id FROM announced_users WHERE "left"(md5(user_id), 2) = $1
             UNION SELECT user_id FROM user_taste_profiles WHERE "left"(md5(user_id), 2) = $1`,
      values: [bucket],
    });
  const { from, item, isListed, parameters } = pairColumns(list);
  return executor.query<BucketRow>({
    name: `sync-${list.kind}-of-bucket`,
    text: `SELECT user_id, ${item}, at
           FROM (SELECT user_id FROM user_taste_profiles WHERE "left"(md5(user_id), 2) = $1) AS one
           JOIN ${from} USING (user_id) WHERE ${isListed(2)}`,
    values: [bucket, ...parameters],
  });
}
