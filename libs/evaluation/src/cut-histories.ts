import type { Choice, DataSet } from './data/data-set.ts';
import { seededNumbers, shuffled } from './random.ts';

/** A data set in which some users are strangers of whom a few choices are known. */
export interface CutHistories {
  /** Users whose choices are gone, all of them: nothing may learn from the full rows. */
  readonly removed: readonly string[];
  /** The data set without them; each comes back under another name with a few choices, and nobody else is tested. */
  readonly dataSet: DataSet;
  /** Names of the new users, by the number of choices that are known of them. */
  readonly users: ReadonlyMap<number, readonly string[]>;
}

const SHARE = 0.1;

/**
 * Cuts the histories of a tenth of the tested users, drawn by the seed, to the given lengths in turns: nobody comes back
 * twice, because the one would be a neighbour of the other who shares their choices. A user with fewer choices than the
 * greatest length plus one is never drawn.
 */
export function cutHistories(dataSet: DataSet, lengths: readonly number[], seed: number): CutHistories {
  const rows = byUser(dataSet.train);
  const tests = byUser(dataSet.test);
  const next = seededNumbers(seed);
  const longest = Math.max(...lengths);
  const removed = shuffled([...tests.keys()].toSorted(), next)
    .slice(0, Math.round(SHARE * tests.size))
    .filter((user) => (rows.get(user)?.length ?? 0) > longest);
  const gone = new Set(removed);
  const train = dataSet.train.filter(({ user }) => !gone.has(user));
  const test: Choice[] = [];
  const users = new Map<number, string[]>(lengths.map((length) => [length, []]));
  removed.forEach((user, index) => {
    const length = lengths[index % lengths.length]!;
    const name = `${user}-known-${length}`;
    const known = shuffled(rows.get(user)!, next).slice(0, length);
    users.get(length)!.push(name);
    train.push(...known.map((choice) => ({ ...choice, user: name })));
    test.push(...tests.get(user)!.map((choice) => ({ ...choice, user: name })));
  });
  return { removed, dataSet: { ...dataSet, train, test }, users };
}

function byUser(choices: readonly Choice[]): Map<string, Choice[]> {
  const rows = new Map<string, Choice[]>();
  for (const choice of choices) {
    const row = rows.get(choice.user);
    if (row === undefined) rows.set(choice.user, [choice]);
    else row.push(choice);
  }
  return rows;
}
