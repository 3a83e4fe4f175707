import { contentVectors } from './content-vectors.ts';
import { bootstrapMean, type Interval } from './metrics/bootstrap.ts';
import { type CatalogueMetrics, catalogueMetrics } from './metrics/catalogue-metrics.ts';
import { metricNames, type UserMetrics, userMetrics } from './metrics/user-metrics.ts';
import { countsOf, type Split } from './split.ts';

/** Items by user, the best first. Has at least the tested users. */
export type Rankings = ReadonlyMap<number, ArrayLike<number>>;

export interface Evaluation {
  readonly k: number;
  /** The tested users, and for each metric their values in the same order. */
  readonly users: readonly number[];
  readonly values: Readonly<Record<keyof UserMetrics, Float64Array>>;
  readonly means: Readonly<Record<keyof UserMetrics, Interval>>;
  readonly catalogue: CatalogueMetrics;
}

/** Holds rankings against what was hidden. A user without a ranking counts as 0. @param users tested ones, at least one */
export function evaluate(split: Split, rankings: Rankings, users: readonly number[], k: number): Evaluation {
  const values = Object.fromEntries(metricNames.map((name) => [name, new Float64Array(users.length)])) as Record<
    keyof UserMetrics,
    Float64Array
  >;
  users.forEach((user, index) => {
    const found = userMetrics(rankings.get(user) ?? [], new Set(split.test[user]), k);
    for (const name of metricNames) values[name][index] = found[name];
  });
  return {
    k,
    users,
    values,
    means: Object.fromEntries(metricNames.map((name) => [name, bootstrapMean(values[name])])) as Record<
      keyof UserMetrics,
      Interval
    >,
    catalogue: catalogueMetrics(
      users.map((user) => rankings.get(user) ?? []),
      {
        counts: countsOf(split),
        users: split.train.filter((row) => row.length > 0).length,
        vectors: contentVectors(split).ofItems,
        k,
      },
    ),
  };
}
