import type { SparseVector } from '@jophiel/vectors';
import { ContentIndex } from './content-index.ts';
import { Learner } from './learner.ts';
import { type LearningSettings, learningSettings } from './learning-settings.ts';
import type { LearnedWeights } from './weights-codec.ts';

export interface LearningInput {
  /** Sample ids. An item's number is its place here. */
  readonly ids: readonly string[];
  /** One for each item, of length 1, or without entries. */
  readonly vectors: readonly SparseVector[];
  /** Number of dimensions of the vectors. */
  readonly dimensions: number;
  readonly users: readonly LearningUser[];
  readonly settings?: Partial<LearningSettings>;
}

export interface LearningUser {
  readonly id: string;
  /** Distinct numbers of the positive items. */
  readonly items: Uint32Array;
}

/**
 * A learning pass as a function: for each item its column, who speaks for it. The numbers in a column are places in `ids`.
 * It is the same computation as the service's, over the same classes.
 */
export async function learnWeights(input: LearningInput): Promise<LearnedWeights[]> {
  const settings = { ...learningSettings, ...input.settings };
  const learner = await Learner.open(input.dimensions, settings);
  input.ids.forEach((id, item) => learner.setItem(item, id, input.vectors[item]!));
  input.users.forEach(({ id, items }, user) => learner.setUser(user, id, items));
  const neighbours = await contentNeighbours(learner, input.ids, settings);
  for (let item = 0; item < input.ids.length; item++) learner.count(item);
  return neighbours.map((each, item) => learner.solve(item, each));
}

async function contentNeighbours(
  { vectors }: Learner,
  ids: readonly string[],
  { alpha, contentNeighbours: count }: LearningSettings,
): Promise<Uint32Array[]> {
  if (alpha === 0) return ids.map(() => new Uint32Array(0));
  const index = await ContentIndex.open({ layout: 'given', vectors, idOf: (item) => ids[item]! });
  try {
    const all = Array.from(ids.keys());
    await index.update(all);
    return await index.nearest(all, count);
  } finally {
    await index.close();
  }
}
