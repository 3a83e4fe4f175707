import type { SyncItem, SyncKind } from '@jophiel/contracts';

/** By what an item is the same on both sides, whether they write ids as numbers or as texts. */
export function keyOf(kind: SyncKind, { sample_id, user_id, creator_id }: SyncItem): string {
  switch (kind) {
    case 'samples':
      return String(sample_id);
    case 'users':
      return String(user_id);
    case 'likes':
      return JSON.stringify([String(user_id), String(sample_id)]);
    case 'follows':
      return JSON.stringify([String(user_id), String(creator_id)]);
    default:
      return kind satisfies never;
  }
}

/** An item of a list of ids: of samples and users the id, of pairs `user-item`. */
export function itemOf(kind: SyncKind, id: string | number): SyncItem {
  if (kind === 'samples') return { sample_id: id };
  if (kind === 'users') return { user_id: id };
  const [user, item] = parts(String(id));
  return kind === 'likes' ? { user_id: user, sample_id: item } : { user_id: user, creator_id: item };
}

/** Of two ids that hold the separator themselves, as UUIDs do, each half is one. */
function parts(pair: string): [user: string, item: string] {
  const words = pair.split('-');
  const middle = words.length / 2;
  return [words.slice(0, middle).join('-'), words.slice(middle).join('-')];
}
