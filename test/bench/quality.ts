import { bootstrapMean, type Evaluation, type UserMetrics } from '@jophiel/evaluation';
import { print } from '@jophiel/local';
import type { Findings } from './lib/report.ts';
import { type Evaluations, type FoldResult, HISTORIES, resultOfFold } from './quality/fold-result.ts';
import { type DefinitionChanges, definitionFor, type SetName, setNames, sets } from './quality/sets.ts';

export interface QualityOptions {
  /** hetrec, ml, s3rec or boards. */
  readonly data: string;
  /** Numbers, or all; the first where absent. */
  readonly folds: string | undefined;
  readonly changes: DefinitionChanges;
  /** Who finds the candidates: postgres or ann. */
  readonly source: string;
}

/**
 * How good the served feeds (or ideas) are: a real system is told a public data set through its front door, and what it
 * serves is held against what was hidden. The floors are baselines that ran over the same data.
 */
export async function quality({ data, folds, changes, source }: QualityOptions): Promise<Findings> {
  const name = setNames.find((each) => each === data);
  if (name === undefined) throw new Error(`--data must be one of ${setNames.join(', ')}, not ${data}.`);
  const definition = definitionFor(name, changes);
  const set = sets[name];
  const results: FoldResult[] = [];
  for (const fold of chosenFolds(name, folds)) {
    const startedAt = performance.now();
    const result = await resultOfFold(set, fold, { definition, source, now: Date.now() });
    results.push(result);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    print(`${name} ${fold}: ${summaryOf(result.all, set.cutoffs[0]!)} (${seconds} s)`);
  }
  return findings(name, results);
}

function chosenFolds(name: SetName, folds: string | undefined): readonly number[] {
  const { folds: all } = sets[name];
  if (folds === 'all') return all;
  const chosen = (folds ?? String(all[0])).split(',').map(Number);
  const unknown = chosen.find((fold) => !all.includes(fold));
  if (unknown !== undefined) throw new Error(`--folds: ${name} has the folds ${all.join(', ')}, not ${unknown}.`);
  return chosen;
}

function summaryOf(all: Evaluations, k: number): string {
  return [...all]
    .map(([system, byCutoff]) => {
      const { means, catalogue } = byCutoff.get(k)!;
      return `${system} R@${k} ${means.recall.mean.toFixed(4)} NDCG ${means.ndcg.mean.toFixed(4)} coverage ${catalogue.coverage.toFixed(3)}`;
    })
    .join(', ');
}

function findings(name: SetName, results: readonly FoldResult[]): Findings {
  const { cutoffs, tunedOn } = sets[name];
  const systems = [...results[0]!.all.keys()].filter((system) => system !== 'served');
  const untuned = results.filter(({ fold }) => fold !== tunedOn);
  const figuresOf = (system: string) => ({
    ...Object.assign(
      {},
      ...cutoffs.map((k) =>
        figuresAt(
          k,
          results.map(({ all }) => all.get(system)!.get(k)!),
        ),
      ),
    ),
    ...(untuned.length === 0 || untuned.length === results.length
      ? {}
      : {
          recall_at_10_untuned: pooled(
            untuned.map(({ all }) => all.get(system)!.get(10)!),
            'recall',
          ).mean,
        }),
    ...Object.assign({}, ...HISTORIES.map((length) => historyFigures(length, results, system))),
  });
  const figures = figuresOf('served');
  const best = figuresOf('ease');
  // What a stranger gets without us is the list of what is popular.
  const popular = figuresOf('most_popular');
  const floor: Record<string, number> = Object.fromEntries(
    Object.keys(figures).map((figure) => [figure, (figure.includes('_history_') ? popular : best)[figure]!]),
  );
  const others = systems.flatMap((system) =>
    Object.entries(figuresOf(system)).map(([figure, value]) => [`${system} ${figure}`, value as number] as const),
  );
  return {
    sizes: {
      folds: results.length,
      users: results.reduce((sum, { all }) => sum + usersOf(all), 0),
      items: results[0]!.items,
    },
    figures,
    floor: { ...floor, ...Object.fromEntries(others) },
    ratio: Object.fromEntries(Object.keys(figures).map((figure) => [figure, figures[figure]! / floor[figure]!])),
    aims: aims[name],
  };
}

const usersOf = (all: Evaluations): number => [...all.get('served')!.values()][0]!.users.length;

function figuresAt(k: number, evaluations: readonly Evaluation[]): Record<string, number> {
  const recall = pooled(evaluations, 'recall');
  const mean = (of: (evaluation: Evaluation) => number) =>
    evaluations.reduce((sum, evaluation) => sum + of(evaluation), 0) / evaluations.length;
  return {
    [`recall_at_${k}`]: recall.mean,
    [`recall_at_${k}_low`]: recall.low,
    [`recall_at_${k}_high`]: recall.high,
    [`ndcg_at_${k}`]: pooled(evaluations, 'ndcg').mean,
    [`precision_at_${k}`]: pooled(evaluations, 'precision').mean,
    [`hit_at_${k}`]: pooled(evaluations, 'hit').mean,
    [`mrr_at_${k}`]: pooled(evaluations, 'mrr').mean,
    [`coverage_at_${k}`]: mean(({ catalogue }) => catalogue.coverage),
    [`gini_at_${k}`]: mean(({ catalogue }) => catalogue.gini),
    [`novelty_at_${k}`]: mean(({ catalogue }) => catalogue.novelty),
    [`diversity_at_${k}`]: mean(({ catalogue }) => catalogue.diversity),
  };
}

function historyFigures(length: number, results: readonly FoldResult[], system: string): Record<string, number> {
  const evaluations = results.flatMap(({ byHistory }) => byHistory.get(length)?.get(system)?.get(10) ?? []);
  if (evaluations.length === 0) return {};
  const { mean, low, high } = pooled(evaluations, 'recall');
  const name = `recall_at_10_history_${length}`;
  return { [name]: mean, [`${name}_low`]: low, [`${name}_high`]: high };
}

/** Over the users of all folds. */
const pooled = (evaluations: readonly Evaluation[], metric: keyof UserMetrics) =>
  bootstrapMean(Float64Array.from(evaluations.flatMap(({ values }) => [...values[metric]])));

const aims: Readonly<Record<SetName, Readonly<Record<string, string>>>> = {
  hetrec: {
    recall_at_10: '≥ .235 over ten folds',
    coverage_at_10: '≥ .15',
    recall_at_10_history_1: 'above most_popular',
    recall_at_10_history_3: 'above most_popular',
  },
  ml: { recall_at_10: '≥ .218 over ten folds' },
  s3rec: { hit_at_10: '≥ .117', ndcg_at_10: '≥ .063' },
  boards: { recall_at_10: '≥ .15', recall_at_100: '≥ .38' },
};
