import type { DataSet } from './data-set.ts';
import { describedItem } from './described-item.ts';
import { itemIdsOf, pairKey, readFold } from './folds.ts';
import { readColumns, readLines } from './read-file.ts';

const NO_GENRES = '(no genres listed)';

/**
 * MovieLens latest-small in the folds of Zanon et al.: a rating of any height is a choice, at its time; genres are labels.
 * @param folder of all data sets
 */
export function readMovieLens(folder: string, fold: number): DataSet {
  const own = `${folder}/quality/zanon2022-folds/ml-latest-small`;
  const { train, test } = readFold(own, fold);
  const times = new Map(
    readColumns(`${own}/ratings.csv`, 4)
      .slice(1)
      .map(([user, item, , seconds]) => [pairKey({ user: user!, item: item! }), Number(seconds) * 1_000]),
  );
  // Titles have commas; genres, the last column, have none.
  const genres = new Map(
    readLines(`${own}/movies.csv`)
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(',')), line.slice(line.lastIndexOf(',') + 1)]),
  );
  const published = Math.min(...times.values());
  const labelsOf = (id: string) =>
    new Map(
      (genres.get(id) ?? '').split('|').flatMap((word) => (word === '' || word === NO_GENRES ? [] : [[word, 1]])),
    );
  const timed = (pair: { user: string; item: string }) => ({ ...pair, at: times.get(pairKey(pair))! });
  return {
    name: `ml fold ${fold}`,
    items: itemIdsOf({ train, test }).map((id) => describedItem(id, labelsOf(id), published)),
    train: train.map(timed),
    test: test.map(timed),
    follows: [],
  };
}
