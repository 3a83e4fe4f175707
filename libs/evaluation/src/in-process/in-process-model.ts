import { likesOf, MAX_LIKED } from '@jophiel/candidates';
import { type DomainDefinition, interactionMeanings } from '@jophiel/domain';
import { type Candidate, type Listener, ScoreCalculator, type ScoringWeights } from '@jophiel/scoring';
import { foldSums, positiveItems, type Signal } from '@jophiel/taste';
import { layoutOf, type SparseVector, tasteAt, vectorise } from '@jophiel/vectors';
import type { Choice, DataItem, DataSet } from '../data/data-set.ts';
import type { Recommender } from '../recommend.ts';
import { learnedTable, type LearnedTableInput } from './learned-table.ts';
import { popularityOf } from './popularity.ts';

/** The factors whose weights are chosen. */
export const blendedFactors = ['similarity', 'coInteraction', 'popularity', 'creatorAffinity'] as const;
export type BlendedFactor = (typeof blendedFactors)[number];

/** What the services would know after a data set, learned in this process: for choosing weights, a fold takes seconds. */
export interface InProcessModel {
  /** Each factor with the weight 1, one value per item. @param user a name */
  columns(user: string): Readonly<Record<BlendedFactor, Float64Array>>;
}

export interface InProcessOptions {
  readonly definition: DomainDefinition;
  /** Epoch ms. */
  readonly now: number;
  /** λ, α and the rest, where they differ from what ships. */
  readonly settings?: LearnedTableInput['settings'];
}

const EVERY_FACTOR: ScoringWeights = {
  similarity: 1,
  coInteraction: 1,
  popularity: 1,
  creatorAffinity: 1,
  following: 0,
  novelty: 0,
  noveltyHalfLifeDays: 1,
  decidedPenalty: -1_000,
};

/** Follows the rules of the services with their own parts: the vectors, the fold, the learning pass, the calculator. */
export async function learnInProcess(dataSet: DataSet, options: InProcessOptions): Promise<InProcessModel> {
  const { definition, now } = options;
  const meanings = interactionMeanings(definition);
  const positionScale = definition.recency?.positionScale;
  const layout = layoutOf(definition.features);
  const items = dataSet.items.map((item): Candidate => candidateOf(item, vectorise(layout, item.metadata).vector));
  const numberOf = new Map(items.map(({ sampleId }, number) => [sampleId, number]));
  const signals = signalsOf(dataSet.train, definition);
  const positives = new Map(
    [...signals].map(([user, own]) => [
      user,
      positiveItems(own, {
        meanings,
        originalOf: (id) => id,
        isOwn: (id) => items[numberOf.get(id)!]!.creatorId === user,
        positionScale,
      }),
    ]),
  );
  const { dimensions } = layout;
  const { settings } = options;
  const table = await learnedTable({ items, positives, dimensions, ...(settings === undefined ? {} : { settings }) });
  const popularity = popularityOf([...positives.values()].flat(), definition.trending.halfLifeDays, now);
  const calculator = new ScoreCalculator(EVERY_FACTOR);
  return {
    columns(user) {
      const liked = (positives.get(user) ?? [])
        .slice(0, MAX_LIKED)
        .map((item) => ({ ...item, creatorId: items[numberOf.get(item.sampleId)!]!.creatorId }));
      const withVectors = (signals.get(user) ?? []).map((signal) => ({
        signal,
        vector: items[numberOf.get(signal.sampleId)!]!.vector,
      }));
      const listener: Listener = {
        userId: user,
        profileVersion: 1,
        taste: tasteAt(foldSums(withVectors, { meanings, dimensions, positionScale }), now),
        followedCreators: new Set(),
        decided: new Set(),
        likes: likesOf(liked, table),
      };
      return calculator.scores(listener, items, { popularity, now }).parts;
    },
  };
}

/** The sum of the weighted columns. @param users names, by number of the user */
export function blended(
  model: InProcessModel,
  users: readonly string[],
  weights: Readonly<Record<BlendedFactor, number>>,
): Recommender {
  return {
    scores(user) {
      const columns = model.columns(users[user]!);
      const total = new Float64Array(columns.similarity.length);
      for (const name of blendedFactors) {
        const [column, weight] = [columns[name], weights[name]];
        for (let item = 0; item < total.length; item++) total[item]! += weight * column[item]!;
      }
      return total;
    },
  };
}

const candidateOf = ({ id, creatorId, publishedAt }: DataItem, vector: SparseVector): Candidate => ({
  sampleId: id,
  creatorId,
  publishedAt,
  vector,
});

function signalsOf(choices: readonly Choice[], { sync, interactions }: DomainDefinition): Map<string, Signal[]> {
  const collecting = Object.entries(interactions).find(([, { kind }]) => kind === 'collect')?.[0];
  const interaction = sync?.likes ?? collecting ?? '';
  const signals = new Map<string, Signal[]>();
  for (const { user, item, at } of choices) {
    const signal = { userId: user, sampleId: item, interaction, collectionId: '', amount: 1, at, eventId: '' };
    const own = signals.get(user);
    if (own === undefined) signals.set(user, [signal]);
    else own.push(signal);
  }
  return signals;
}
