import {
  type BlendedFactor,
  blendedFactors,
  bestOf,
  cutHistories,
  type DataSet,
  evaluate,
  learnInProcess,
  splitOf,
  testedUsers,
} from '@jophiel/evaluation';
import type { DomainDefinition } from '@jophiel/domain';
import { Progress } from '@jophiel/local';
import type { Findings } from './lib/report.ts';
import { HISTORIES } from './quality/fold-result.ts';
import { type DefinitionChanges, definitionFor, setNames, sets } from './quality/sets.ts';

export interface BlendOptions {
  /** hetrec, ml or s3rec. */
  readonly data: string;
  readonly fold: number | undefined;
  readonly changes: DefinitionChanges;
}

type Weights = Readonly<Record<BlendedFactor, number>>;

/** Each weight is also tried multiplied by these. */
const TIMES = [0, 0.5, 2];

/**
 * For choosing the weights of the factors: the blend that ships, and others in which one weight differs, over the part of
 * a data set that is kept for it (fold 5; of s3rec the validation), in this process and without variety.
 */
export async function blend({ data, fold, changes }: BlendOptions): Promise<Findings> {
  const names = setNames.filter((each) => sets[each].readForTuning !== undefined);
  const name = names.find((each) => each === data);
  if (name === undefined)
    throw new Error(`--data must be one of ${names.join(', ')}, whose feeds are blends of factors, not ${data}.`);
  const definition = definitionFor(name, changes);
  const now = Date.now();
  const part = fold ?? sets[name].tunedOn ?? 0;
  const dataSet = fold === undefined ? sets[name].readForTuning!(now) : sets[name].read(fold, now);
  const all = weightsOf(definition);
  const figures: Record<string, number> = {};
  const measure = async (of: DataSet, users: ReadonlyMap<string, readonly string[]>) => {
    const measured = await measureBlends(of, users, all, { definition, now });
    for (const [figure, value] of measured) figures[figure] = value;
  };
  await measure(dataSet, new Map([['', testedNames(dataSet)]]));
  if (sets[name].hasHistoryCuts) {
    const cut = cutHistories(dataSet, HISTORIES, part);
    await measure(cut.dataSet, new Map([...cut.users].map(([length, names]) => [`_history_${length}`, names])));
  }
  return { sizes: { fold: part, items: dataSet.items.length }, figures, floor: {}, ratio: {} };
}

const testedNames = (dataSet: DataSet): string[] => {
  const split = splitOf(dataSet);
  return testedUsers(split).map((user) => split.users[user]!);
};

/** What ships first. */
function weightsOf({ scoring }: DomainDefinition): Map<string, Weights> {
  const shipped = Object.fromEntries(blendedFactors.map((factor) => [factor, scoring[factor] ?? 0])) as Weights;
  const others = blendedFactors.flatMap((factor) =>
    TIMES.map((times): Weights => ({ ...shipped, [factor]: times * shipped[factor] })),
  );
  const nameOf = (weights: Weights) => blendedFactors.map((factor) => `${factor} ${weights[factor]}`).join(', ');
  return new Map([shipped, ...others].map((weights) => [nameOf(weights), weights]));
}

async function measureBlends(
  dataSet: DataSet,
  groups: ReadonlyMap<string, readonly string[]>,
  blends: ReadonlyMap<string, Weights>,
  options: { readonly definition: DomainDefinition; readonly now: number },
): Promise<[string, number][]> {
  const split = splitOf(dataSet);
  const numberOf = new Map(split.users.map((user, number) => [user, number]));
  const progress = new Progress('learning');
  const model = await learnInProcess(dataSet, options);
  progress.end(`${dataSet.items.length} items learned`);
  const rankings = new Map([...blends.keys()].map((name) => [name, new Map<number, Uint32Array>()]));
  const total = new Float64Array(split.items.length);
  for (const user of [...groups.values()].flat()) {
    const number = numberOf.get(user)!;
    const columns = model.columns(user);
    for (const [name, weights] of blends) {
      for (let item = 0; item < total.length; item++)
        total[item] =
          weights.similarity * columns.similarity[item]! +
          weights.coInteraction * columns.coInteraction[item]! +
          weights.popularity * columns.popularity[item]! +
          weights.creatorAffinity * columns.creatorAffinity[item]!;
      for (const item of split.train[number]!) total[item] = Number.NEGATIVE_INFINITY;
      rankings.get(name)!.set(number, bestOf(total, 100));
    }
  }
  return [...groups].flatMap(([suffix, names]) =>
    [...rankings].flatMap(([name, ofBlend]): [string, number][] => {
      const { means, catalogue } = evaluate(
        split,
        ofBlend,
        names.map((user) => numberOf.get(user)!),
        10,
      );
      return [
        [`recall_at_10${suffix}: ${name}`, means.recall.mean],
        ...(suffix === ''
          ? ([
              [`ndcg_at_10: ${name}`, means.ndcg.mean],
              [`coverage_at_10: ${name}`, catalogue.coverage],
            ] as [string, number][])
          : []),
      ];
    }),
  );
}
