import type { BucketAnswer, BucketsAnswer, ChecksumAnswer, IdsAnswer, SyncItem, SyncKind } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { keyHeaders, request } from '@jophiel/local';
import { itemOf, keyOf } from './items.ts';

/** Differences between our list and the platform's. */
export interface Differences {
  readonly missing: readonly SyncItem[];
  /** Samples on both sides with other metadata or another creator. */
  readonly changed: readonly SyncItem[];
  readonly surplus: readonly SyncItem[];
}

export interface Sides {
  /** URLs of the platform's lists, and of ours. */
  readonly theirs: string;
  readonly ours: string;
  /** Called after each part with done and total. */
  readonly onProgress: (done: number, total: number) => void;
}

const paths: Readonly<Record<SyncKind, string>> = {
  samples: '/v1/samples',
  users: '/v1/users',
  likes: '/v1/interactions/likes',
  follows: '/v1/interactions/follows',
};

/** Whether a platform has hashes of buckets, or only lists of ids. */
export async function hasBuckets(url: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/sync/samples/buckets`, { headers: keyHeaders(url) }).catch(
    (cause: unknown) => {
      throw new JophielError('SERVICE_UNAVAILABLE', `Nothing answers at ${url}.`, { cause });
    },
  );
  await response.body?.cancel();
  if (response.status === 401 || response.status === 403)
    throw new JophielError(
      'FORBIDDEN',
      `${url} answered ${response.status}: set JOPHIEL_FROM_KEY to a key with sync:read.`,
    );
  return response.ok;
}

/** Compares hashes of buckets, and items where those differ. */
export async function compareBuckets(kind: SyncKind, { theirs, ours, onProgress }: Sides): Promise<Differences> {
  const hashes = async (url: string) =>
    new Map(
      (await request<BucketsAnswer>('GET', `${url}/v1/sync/${kind}/buckets`)).buckets.map((one) => [one.bucket, one]),
    );
  const [their, our] = [await hashes(theirs), await hashes(ours)];
  if (their.size === 0 && our.size > 0) throw emptied(kind, theirs);
  const differing = [...new Set([...their.keys(), ...our.keys()])].filter(
    (bucket) =>
      their.get(bucket)?.hash !== our.get(bucket)?.hash || their.get(bucket)?.count !== our.get(bucket)?.count,
  );
  const found: Differences[] = [];
  for (const bucket of differing) {
    onProgress(found.length, differing.length);
    const items = async (url: string) =>
      (await request<BucketAnswer>('GET', `${url}/v1/sync/${kind}/buckets/${bucket}`)).items;
    found.push(differencesOf(kind, await items(theirs), await items(ours)));
  }
  return {
    missing: found.flatMap(({ missing }) => missing),
    changed: found.flatMap(({ changed }) => changed),
    surplus: found.flatMap(({ surplus }) => surplus),
  };
}

/** Compares checksums, and lists of ids where those differ. Does not detect changes inside a sample. */
export async function compareLists(kind: SyncKind, { theirs, ours, onProgress }: Sides): Promise<Differences> {
  onProgress(0, 1);
  const checksum = async (url: string) => (await request<ChecksumAnswer>('GET', `${url}${paths[kind]}/checksum`)).data;
  const [their, our] = [await checksum(theirs), await checksum(ours)];
  if (their.count === 0 && our.count > 0) throw emptied(kind, theirs);
  if (their.checksum === our.checksum) return { missing: [], changed: [], surplus: [] };
  const items = async (url: string) =>
    ((await request<IdsAnswer>('GET', `${url}${paths[kind]}/ids`)).data[kind] ?? []).map((id) => itemOf(kind, id));
  return differencesOf(kind, await items(theirs), await items(ours));
}

export function differencesOf(kind: SyncKind, theirs: readonly SyncItem[], ours: readonly SyncItem[]): Differences {
  const their = new Map(theirs.map((item) => [keyOf(kind, item), item]));
  const our = new Map(ours.map((item) => [keyOf(kind, item), item]));
  return {
    missing: theirs.filter((item) => !our.has(keyOf(kind, item))),
    changed: theirs.filter((item) => {
      const other = our.get(keyOf(kind, item));
      return other !== undefined && other.version !== item.version;
    }),
    surplus: ours.filter((item) => !their.has(keyOf(kind, item))),
  };
}

/** An empty list usually means a platform that is not set up yet, so it must not delete everything. */
function emptied(kind: SyncKind, url: string): JophielError {
  return new JophielError(
    'COMMAND_INVALID',
    `${url} lists no ${kind}, but Jophiel has some: nothing was changed. If they were really deleted, send their deletions as events.`,
  );
}
