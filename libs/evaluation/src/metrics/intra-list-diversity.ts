/** Words of an item by number, with weights; their vector has length 1, or 0 for an item without words. */
export interface WordVector {
  readonly words: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/**
 * Mean over lists of 1 − the mean cosine of two of their first k items, in [0, 1] (Ziegler et al. 2005). A list of fewer
 * than two items has none and is left out.
 */
export function intraListDiversity(
  rankings: readonly ArrayLike<number>[],
  vectors: readonly WordVector[],
  k: number,
): number {
  const lists = rankings.map((ranking) => Array.from(ranking).slice(0, k)).filter(({ length }) => length > 1);
  const sum = lists.reduce((total, items) => total + 1 - meanCosine(items.map((item) => vectors[item]!)), 0);
  return lists.length === 0 ? 0 : sum / lists.length;
}

/** The square of the sum of vectors holds each pair twice, and each vector with itself. */
function meanCosine(vectors: readonly WordVector[]): number {
  const sum = new Map<number, number>();
  let own = 0;
  for (const { words, weights } of vectors)
    for (let index = 0; index < words.length; index++) {
      const weight = weights[index]!;
      own += weight * weight;
      sum.set(words[index]!, (sum.get(words[index]!) ?? 0) + weight);
    }
  const all = [...sum.values()].reduce((total, value) => total + value * value, 0);
  return (all - own) / (vectors.length * (vectors.length - 1));
}
