import { contentVectors, type ContentVectors } from '../content-vectors.ts';
import { bestOf, type Recommender } from '../recommend.ts';
import type { Split } from '../split.ts';

/** The cosine of the mean of the user's items. */
export function contentMean(split: Split): Recommender {
  const vectors = contentVectors(split);
  const scores = new Float64Array(split.items.length);
  const mean = new Float64Array(vectors.words);
  return {
    scores(user) {
      mean.fill(0);
      for (const item of split.train[user]!) addTo(mean, vectors.ofItems[item]!);
      return dotAll(vectors, mean, scores);
    },
  };
}

/** The sum of the cosines of the user's items, each speaking for the k items that are most like it. */
export function contentNearest(split: Split, k = 100): Recommender {
  const vectors = contentVectors(split);
  const cosines = new Float64Array(split.items.length);
  const scores = new Float64Array(split.items.length);
  const mean = new Float64Array(vectors.words);
  const nearest = new Map<number, { items: Uint32Array; cosines: Float64Array }>();
  const nearestOf = (item: number) => {
    const known = nearest.get(item);
    if (known !== undefined) return known;
    mean.fill(0);
    addTo(mean, vectors.ofItems[item]!);
    dotAll(vectors, mean, cosines);
    cosines[item] = Number.NEGATIVE_INFINITY;
    const items = bestOf(cosines, k);
    const found = { items, cosines: Float64Array.from(items, (other) => cosines[other]!) };
    nearest.set(item, found);
    return found;
  };
  return {
    scores(user) {
      scores.fill(0);
      for (const item of split.train[user]!) {
        const found = nearestOf(item);
        found.items.forEach((other, index) => (scores[other]! += found.cosines[index]!));
      }
      return scores;
    },
  };
}

function addTo(mean: Float64Array, { words, weights }: ContentVectors['ofItems'][number]): void {
  for (let index = 0; index < words.length; index++) mean[words[index]!]! += weights[index]!;
}

function dotAll({ ofWords }: ContentVectors, query: Float64Array, scores: Float64Array): Float64Array {
  scores.fill(0);
  for (let word = 0; word < query.length; word++) {
    const weight = query[word]!;
    if (weight === 0) continue;
    const { items, weights } = ofWords[word]!;
    for (let index = 0; index < items.length; index++) scores[items[index]!]! += weight * weights[index]!;
  }
  return scores;
}
