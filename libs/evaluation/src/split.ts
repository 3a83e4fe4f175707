import type { DataSet } from './data/data-set.ts';

/** A data set by numbers: a user and an item are their places in `users` and `items`. */
export interface Split {
  readonly users: readonly string[];
  readonly items: readonly string[];
  /** Items of each user, the oldest choice first. */
  readonly train: readonly Uint32Array[];
  /** Hidden items of each user; empty for users who are not tested. */
  readonly test: readonly Uint32Array[];
  /** Items that each user met before or made, where the data set says so. */
  readonly met?: readonly Uint32Array[];
  /** Words of each item with their strengths. */
  readonly terms: readonly ReadonlyMap<string, number>[];
}

export function splitOf({ items, train, test, met }: Pick<DataSet, 'items' | 'train' | 'test' | 'met'>): Split {
  const users = [...new Set([...train, ...test].map(({ user }) => user))];
  const userAt = new Map(users.map((user, index) => [user, index]));
  const itemAt = new Map(items.map(({ id }, index) => [id, index]));
  const rows = (choices: DataSet['train']): Uint32Array[] => {
    const ofUsers = users.map((): number[] => []);
    for (const { user, item } of choices.toSorted((a, b) => a.at - b.at))
      ofUsers[userAt.get(user)!]!.push(itemAt.get(item)!);
    return ofUsers.map((row) => Uint32Array.from(row));
  };
  const metRows = users.map((): number[] => []);
  for (const { user, item } of met ?? []) {
    const [row, number] = [userAt.get(user), itemAt.get(item)];
    if (row !== undefined && number !== undefined) metRows[row]!.push(number);
  }
  return {
    users,
    items: items.map(({ id }) => id),
    train: rows(train),
    test: rows(test),
    ...(met === undefined ? {} : { met: metRows.map((row) => Uint32Array.from(row)) }),
    terms: items.map(({ terms }) => terms),
  };
}

/** Users who chose each item, in the order of users. */
export function choosersOf({ items, train }: Split): Uint32Array[] {
  const counts = countsOf({ items, train });
  const choosers = Array.from(counts, (count) => new Uint32Array(count));
  const next = new Uint32Array(items.length);
  train.forEach((row, user) => {
    for (const item of row) choosers[item]![next[item]!++] = user;
  });
  return choosers;
}

/** By how many users each item was chosen. */
export function countsOf({ items, train }: Pick<Split, 'items' | 'train'>): Uint32Array {
  const counts = new Uint32Array(items.length);
  for (const row of train) for (const item of row) counts[item]!++;
  return counts;
}

/** Users with something to find. */
export function testedUsers({ test }: Split): number[] {
  return test.flatMap((row, user) => (row.length === 0 ? [] : [user]));
}
