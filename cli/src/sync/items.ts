import type { SyncItem, SyncKind } from '@jophiel/contracts';

/** Key that is equal for one item on both sides, with ids as numbers or texts. */
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

/** An item of a list of ids: the id of a sample or user, or `user-item` of a pair. */
export function itemOf(kind: SyncKind, id: string | number): SyncItem {
  if (kind === 'samples') return { sample_id: id };
  if (kind === 'users') return { user_id: id };
  const [user, item] = parts(String(id));
  return kind === 'likes' ? { user_id: user, sample_id: item } : { user_id: user, creator_id: item };
}

/** When ids contain the separator themselves, as UUIDs do, each half is one id. */
function parts(pair: string): [user: string, item: string] {
  const words = pair.split('-');
  const middle = words.length / 2;
  return [words.slice(0, middle).join('-'), words.slice(middle).join('-')];
}
