import {
  type CutHistories,
  cutHistories,
  ease,
  evaluate,
  type Evaluation,
  itemNeighbours,
  mostPopular,
  type Rankings,
  recommend,
  type Recommender,
  type Split,
  splitOf,
  testedUsers,
} from '@jophiel/evaluation';
import { startServedSystem, type ServedSystemOptions } from '@jophiel/local/served-system';
import type { BenchSet } from './sets.ts';

/** Evaluations by system (`served`, or the name of a baseline), then by cutoff. */
export type Evaluations = ReadonlyMap<string, ReadonlyMap<number, Evaluation>>;

export interface FoldResult {
  readonly fold: number;
  readonly items: number;
  readonly all: Evaluations;
  /** The same for strangers, by the number of choices that are known of them. */
  readonly byHistory: ReadonlyMap<number, Evaluations>;
}

export const HISTORIES = [1, 3] as const;
const SERVED = 'served';

const baselines: Readonly<Record<string, (split: Split) => Recommender>> = {
  most_popular: mostPopular,
  item_knn: itemNeighbours,
  ease,
};

/** One part of a data set through a system of its own, and the baselines beside it. */
export async function resultOfFold(
  set: BenchSet,
  fold: number,
  options: Omit<ServedSystemOptions, 'kind'>,
): Promise<FoldResult> {
  const dataSet = set.read(fold, options.now);
  const split = splitOf(dataSet);
  const everybody = { split, users: testedUsers(split) };
  const cut = set.hasHistoryCuts ? cutHistories(dataSet, HISTORIES, fold) : undefined;
  const strangers = cut === undefined ? [] : strangersOf(cut);
  const k = Math.max(...set.cutoffs);
  const groups = [everybody, ...strangers];
  const evaluations = groups.map(() => new Map<string, ReadonlyMap<number, Evaluation>>());
  const note = (group: number, system: string, rankings: Rankings) => {
    const { split: of, users } = groups[group]!;
    const at = set.cutoffs.map((cutoff) => [cutoff, evaluate(of, rankings, users, cutoff)] as const);
    evaluations[group]!.set(system, new Map(at));
  };
  const system = await startServedSystem(dataSet, { ...options, kind: set.kind });
  try {
    await system.prepare();
    note(0, SERVED, await system.rankings(split, everybody.users, k));
    if (cut !== undefined) {
      const names = new Set([...cut.users.values()].flat());
      await system.change(cut.removed, { train: cut.dataSet.train.filter(({ user }) => names.has(user)) });
      await system.prepare();
      for (const [index, { split: of, users }] of strangers.entries())
        note(index + 1, SERVED, await system.rankings(of, users, k));
    }
  } finally {
    await system.stop();
  }
  for (const [name, baseline] of Object.entries(baselines)) {
    let last: { split: Split; recommender: Recommender } | undefined;
    groups.forEach(({ split: of, users }, group) => {
      if (last?.split !== of) last = { split: of, recommender: baseline(of) };
      note(group, name, recommend(of, last.recommender, users, k));
    });
  }
  return {
    fold,
    items: split.items.length,
    all: evaluations[0]!,
    byHistory: new Map(strangers.map(({ length }, index) => [length, evaluations[index + 1]!])),
  };
}

/** The users of each history, of one split. */
function strangersOf({ dataSet, users }: CutHistories) {
  const split = splitOf(dataSet);
  const userAt = new Map(split.users.map((user, index) => [user, index]));
  return [...users].map(([length, names]) => ({ length, split, users: names.map((name) => userAt.get(name)!) }));
}
