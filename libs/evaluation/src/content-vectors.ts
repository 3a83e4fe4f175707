import type { Split } from './split.ts';

/** TF-IDF vectors of length 1: (1 + ln strength) · ln(items / items with the word). Words by number, both ways. */
export interface ContentVectors {
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
