import { bestOf, type Recommender } from '../recommend.ts';
import type { Split } from '../split.ts';

/** TF-IDF vectors of length 1: (1 + ln strength) · ln(items / items with the word). Words by number, both ways. */
interface ContentVectors {
  readonly words: number;
  readonly ofItems: readonly { readonly words: Uint32Array; readonly weights: Float64Array }[];
  readonly ofWords: readonly { readonly items: Uint32Array; readonly weights: Float64Array }[];
}

export function contentVectors({ terms }: Pick<Split, 'terms'>): ContentVectors {
  const known = ofTerms.get(terms);
  if (known !== undefined) return known;
  const vectors = computeVectors(terms);
  ofTerms.set(terms, vectors);
  return vectors;
}

/** Every evaluation of a data set needs the same. */
const ofTerms = new WeakMap<Split['terms'], ContentVectors>();

function computeVectors(terms: Split['terms']): ContentVectors {
  const postings = new Map<string, number[]>();
  terms.forEach((ofItem, item) => {
    for (const word of ofItem.keys()) {
      const posting = postings.get(word);
      if (posting === undefined) postings.set(word, [item]);
      else posting.push(item);
    }
  });
  const names = [...postings.keys()];
  const numbers = new Map(names.map((word, number) => [word, number]));
  const rarity = Float64Array.from(names, (word) => Math.log(terms.length / postings.get(word)!.length));
  const ofItems = terms.map((ofItem) => {
    const words = Uint32Array.from(ofItem.keys(), (word) => numbers.get(word)!);
    const weights = Float64Array.from(
      ofItem.values(),
      (strength, index) => (1 + Math.log(Math.max(strength, 1))) * rarity[words[index]!]!,
    );
    const length = Math.hypot(...weights) || 1;
    return { words, weights: weights.map((weight) => weight / length) };
  });
  const filled = new Uint32Array(names.length);
  const ofWords = names.map((word) => {
    const { length } = postings.get(word)!;
    return { items: new Uint32Array(length), weights: new Float64Array(length) };
  });
  ofItems.forEach(({ words, weights }, item) =>
    words.forEach((word, index) => {
      const place = filled[word]!++;
      ofWords[word]!.items[place] = item;
      ofWords[word]!.weights[place] = weights[index]!;
    }),
  );
  return { words: names.length, ofItems, ofWords };
}

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
