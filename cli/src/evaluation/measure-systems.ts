import type { DomainDefinition } from '@jophiel/domain';
import {
  type BlendedFactor,
  blended,
  blendedFactors,
  bootstrapDifference,
  byHistory,
  byPopularity,
  contentMean,
  contentNearest,
  type DataSet,
  type Difference,
  ease,
  evaluate,
  type FactorWorth,
  itemNeighbours,
  learnInProcess,
  mostPopular,
  randomOrder,
  type Rankings,
  recommend,
  type Recommender,
  type Split,
  type SystemResult,
  userNeighbours,
} from '@jophiel/evaluation';
import { startServedSystem } from '@jophiel/local/served-system';

export interface MeasureOptions {
  readonly kind: 'feeds' | 'ideas';
  readonly k: number;
  /** Epoch ms. */
  readonly now: number;
}

/** Starts a Jophiel with a definition, tells it the data set, and reads what it serves. */
export async function servedRankings(
  dataSet: DataSet,
  split: Split,
  users: readonly number[],
  definition: DomainDefinition,
  { kind, k, now }: MeasureOptions,
): Promise<Rankings> {
  const system = await startServedSystem(dataSet, { definition, kind, now, source: 'ann' });
  try {
    await system.prepare();
    return await system.rankings(split, users, k);
  } finally {
    await system.stop();
  }
}

/** EASE holds two matrices of users × users in doubles: with this many users they take 3.1 GB. */
const MAX_USERS_OF_EASE = 14_000;

export const baselines: Readonly<Record<string, (split: Split) => Recommender | undefined>> = {
  random: (split) => randomOrder(split),
  'most popular': mostPopular,
  'content mean': contentMean,
  'content neighbours': (split) => contentNearest(split),
  ItemKNN: (split) => itemNeighbours(split),
  UserKNN: (split) => userNeighbours(split),
  EASE: (split) => (split.users.length > MAX_USERS_OF_EASE ? undefined : ease(split)),
};

export function resultOf(
  name: string,
  split: Split,
  rankings: Rankings,
  users: readonly number[],
  k: number,
): SystemResult {
  const evaluation = evaluate(split, rankings, users, k);
  return {
    name,
    evaluation,
    byHistory: byHistory(split, evaluation),
    byPopularity: byPopularity(split, rankings, users, k),
  };
}

/** Compares recall and NDCG of one system with those of each other, user by user. */
export function differencesTo(first: SystemResult, others: readonly SystemResult[]): Difference[] {
  return others.flatMap((other) =>
    (['recall', 'ndcg'] as const).map((metric) => ({
      one: first.name,
      other: other.name,
      metric,
      interval: bootstrapDifference(first.evaluation.values[metric], other.evaluation.values[metric]),
    })),
  );
}

/**
 * What each factor of a definition is worth, in this process: with it alone, and with all the others. Nothing for ideas,
 * which are made of other factors.
 */
export async function factorsWorth(
  dataSet: DataSet,
  split: Split,
  users: readonly number[],
  definition: DomainDefinition,
  { kind, k, now }: MeasureOptions,
): Promise<FactorWorth[]> {
  if (kind === 'ideas') return [];
  const weights = Object.fromEntries(
    blendedFactors.map((factor) => [factor, definition.scoring[factor] ?? 0]),
  ) as Record<BlendedFactor, number>;
  const used = blendedFactors.filter((factor) => weights[factor] > 0);
  if (used.length < 2) return [];
  const model = await learnInProcess(dataSet, { definition, now });
  const recallOf = (chosen: readonly BlendedFactor[]) => {
    const some = Object.fromEntries(
      blendedFactors.map((factor) => [factor, chosen.includes(factor) ? weights[factor] : 0]),
    ) as Record<BlendedFactor, number>;
    const rankings = recommend(split, blended(model, split.users, some), users, k);
    return evaluate(split, rankings, users, k).means.recall.mean;
  };
  return used.map((factor) => ({
    factor,
    alone: recallOf([factor]),
    without: recallOf(used.filter((other) => other !== factor)),
  }));
}
