import type { Choice } from './data-set.ts';
import { readColumns } from './read-file.ts';

type Pair = Pick<Choice, 'user' | 'item'>;

export const pairKey = ({ user, item }: Pair): string => `${user}\t${item}`;

/** One of the ten folds of Zanon et al. (2022): test is `test.N.csv`, train all other interactions. */
export function readFold(folder: string, fold: number): { readonly train: Pair[]; readonly test: Pair[] } {
  const pairs = (name: string): Pair[] =>
    readColumns(`${folder}/${name}`, 2).map(([user, item]) => ({ user: user!, item: item! }));
  const test = pairs(`test.${fold}.csv`);
  const hidden = new Set(test.map(pairKey));
  return { train: pairs('interactions.csv').filter((pair) => !hidden.has(pairKey(pair))), test };
}

/** Ids of all items of a fold, by number. */
export function itemIdsOf({ train, test }: { train: readonly Pair[]; test: readonly Pair[] }): string[] {
  return [...new Set([...train, ...test].map(({ item }) => item))].toSorted((a, b) => Number(a) - Number(b));
}
