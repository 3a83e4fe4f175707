import type { Choice, DataSet } from '../data/data-set.ts';
import { seededNumbers, shuffled } from '../random.ts';

const MS_PER_DAY = 86_400_000;
const SHARE_OF_NEW = 0.1;

/** A platform at the start of a simulation: a round is a day. */
export interface Rounds {
  /** `train` is known at the start; `test` is what users would choose if they saw it. */
  readonly dataSet: DataSet;
  /** Items that are published during the rounds. */
  readonly newItems: ReadonlySet<string>;
  /** Epoch ms of the first round. */
  readonly startsAt: number;
}

export interface RoundsSize {
  readonly rounds: number;
  /** Users that are drawn, with the items that they chose. */
  readonly users: number;
  readonly seed: number;
}

/**
 * Makes a simulation of a data set: a tenth of the items are published one after another during the rounds, and nobody
 * has chosen them yet. The others were published at the same rate before; of the choices of these half are known.
 */
export function roundsOf(dataSet: DataSet, { rounds, users, seed }: RoundsSize): Rounds {
  const next = seededNumbers(seed);
  const all = [...dataSet.train, ...dataSet.test];
  const names = shuffled([...new Set(all.map(({ user }) => user))].toSorted(), next).slice(0, users);
  const drawn = new Set(names);
  const choices = all.filter(({ user }) => drawn.has(user));
  const chosen = new Set(choices.map(({ item }) => item));
  const startsAt = Math.max(...choices.map(({ at }) => at));
  const order = shuffled([...chosen].toSorted(), next);
  const fresh = order.slice(0, Math.round(SHARE_OF_NEW * order.length));
  const perRound = fresh.length / rounds;
  const roundOf = new Map(fresh.map((item, index) => [item, Math.floor(index / perRound)]));
  // At the same rate before the first round.
  const former = new Map(order.slice(fresh.length).map((item, index) => [item, -(index + 1) / perRound]));
  const items = dataSet.items
    .filter(({ id }) => chosen.has(id))
    .map((item) => ({ ...item, publishedAt: startsAt + (roundOf.get(item.id) ?? former.get(item.id)!) * MS_PER_DAY }));
  const isKnown = ({ item }: Choice) => next() < 0.5 && !roundOf.has(item);
  const byKnown = Map.groupBy(choices, isKnown);
  return {
    dataSet: { ...dataSet, items, train: byKnown.get(true) ?? [], test: byKnown.get(false) ?? [], follows: [] },
    newItems: new Set(fresh),
    startsAt,
  };
}
