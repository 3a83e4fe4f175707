import {
  BucketAnswer,
  BucketParameters,
  BucketsAnswer,
  type SyncItem,
  type SyncKind,
  SyncParameters,
} from '@jophiel/contracts';
import { type DomainDefinition, type Ids, idsOf } from '@jophiel/domain';
import { forServices, problemAnswers, type Server } from '@jophiel/http';
import type { Executor } from '@jophiel/postgres';
import { isOfPairs, pairsOf } from '../core/pairs.ts';
import { hashBuckets } from '../statements/hash-buckets.ts';
import { type BucketRow, listBucket } from '../statements/list-bucket.ts';

/** A platform compares 256 hashes and transfers only the buckets that differ. */
export function addBucketRoutes(
  server: Server,
  { domain, database }: { readonly domain: DomainDefinition; readonly database: Executor },
): void {
  const ids = idsOf(domain);
  const listOf = (kind: SyncKind) => (isOfPairs(kind) ? pairsOf(kind, domain) : kind);

  server.get(
    '/v1/sync/:kind/buckets',
    {
      config: { process: 'sync', access: forServices('sync:read') },
      schema: {
        summary: 'A hash of each bucket of a list, over ids and content versions',
        params: SyncParameters,
        response: { 200: BucketsAnswer, ...problemAnswers },
      },
    },
    async ({ params: { kind } }) => ({ kind, buckets: await hashBuckets(database, listOf(kind)) }),
  );

  server.get(
    '/v1/sync/:kind/buckets/:bucket',
    {
      config: { process: 'sync', access: forServices('sync:read') },
      schema: {
        summary: 'The items of one bucket, with all that is needed to send them as events',
        params: BucketParameters,
        response: { 200: BucketAnswer, ...problemAnswers },
      },
    },
    async ({ params: { kind, bucket } }) => {
      const rows = await listBucket(database, listOf(kind), bucket);
      return { kind, bucket, items: rows.map((row) => itemOf(row, ids)) };
    },
  );
}

function itemOf({ at, metadata, version, ...row }: BucketRow, ids: Ids): SyncItem {
  const written = Object.fromEntries(Object.entries(row).map(([name, id]) => [name, ids.write(id)]));
  return {
    ...written,
    ...(version === undefined ? {} : { version }),
    ...(at === undefined ? {} : { at: at.toISOString() }),
    ...(metadata === undefined || metadata === null ? {} : { metadata }),
  };
}
