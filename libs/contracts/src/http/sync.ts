import Type, { type Static } from 'typebox';
import { AnyObject, OutsideId } from '../ids.ts';

/** Lists that a platform compares with Jophiel's. */
export const syncKinds = ['samples', 'users', 'likes', 'follows'] as const;
export type SyncKind = (typeof syncKinds)[number];

export const ChecksumAnswer = Type.Object({
  success: Type.Boolean(),
  data: Type.Object({
    checksum: Type.String({
      description:
        'sha256, in hex, of the ids, sorted and joined by commas. Integers sort by number, texts by bytes; a pair is `user-item` and sorts by both ids.',
    }),
    count: Type.Integer(),
  }),
});
export type ChecksumAnswer = Static<typeof ChecksumAnswer>;

/** Answer of `…/ids`. A pair is a text, `user-item`. */
export const idsAnswerOf = (kind: SyncKind) =>
  Type.Object({
    success: Type.Boolean(),
    data: Type.Object({
      [kind]: Type.Array(kind === 'samples' || kind === 'users' ? OutsideId : Type.String()),
    }),
  });
export type IdsAnswer = {
  readonly success: boolean;
  readonly data: Readonly<Partial<Record<SyncKind, readonly (string | number)[]>>>;
};

export const SyncParameters = Type.Object({ kind: Type.Enum(syncKinds) });
export const BucketParameters = Type.Object({
  kind: Type.Enum(syncKinds),
  bucket: Type.String({ pattern: '^[0-9a-f]{2}$', description: 'From 00 to ff.' }),
});

export const BucketsAnswer = Type.Object({
  kind: Type.Enum(syncKinds),
  buckets: Type.Array(
    Type.Object({
      bucket: Type.String({
        description: 'First two hex digits of the md5 of the id; for a pair, of its user id. Empty buckets are absent.',
      }),
      count: Type.Integer(),
      hash: Type.String({
        description:
          'First 16 hex digits of the md5 of each item (`id`, `user-item`, or `id:version` of a sample), combined by exclusive or.',
      }),
    }),
  ),
});
export type BucketsAnswer = Static<typeof BucketsAnswer>;

/** An item with all data that its events need; its fields depend on the list. */
export const SyncItem = Type.Object({
  sample_id: Type.Optional(OutsideId),
  user_id: Type.Optional(OutsideId),
  creator_id: Type.Optional(OutsideId),
  version: Type.Optional(
    Type.String({ description: 'Samples only: the creator and the md5 of the metadata, joined by a colon.' }),
  ),
  at: Type.Optional(Type.String({ description: 'Time of publication of the sample, or of the like or follow.' })),
  metadata: Type.Optional(AnyObject),
});
export type SyncItem = Static<typeof SyncItem>;

export const BucketAnswer = Type.Object({
  kind: Type.Enum(syncKinds),
  bucket: Type.String(),
  items: Type.Array(SyncItem),
});
export type BucketAnswer = Static<typeof BucketAnswer>;
