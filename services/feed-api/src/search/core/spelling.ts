/** The limits of Elasticsearch's fuzziness AUTO. */
export function maxMistakes(word: string): number {
  if (word.length < 3) return 0;
  return word.length < 6 ? 1 : 2;
}

/** The known words with the fewest mistakes, within the limit for the length. If the word is known, only itself. */
export function nearestWords(word: string, known: readonly string[]): string[] {
  const limit = maxMistakes(word);
  const distances = new Map(known.map((each) => [each, mistakes(word, each)]));
  const least = Math.min(...distances.values());
  return least > limit ? [] : [...distances.keys()].filter((each) => distances.get(each) === least).sort();
}

/** Swaps each pair of neighbouring letters: in a short word such a mistake leaves hardly any common trigram. */
export function exchanges(word: string): string[] {
  const letters = Array.from(word);
  return letters
    .slice(1)
    .map((letter, index) => [...letters.slice(0, index), letter, letters[index]!, ...letters.slice(index + 2)].join(''))
    .filter((each) => each !== word);
}

/** The optimal string alignment distance (Damerau 1964, no letter changed twice). */
export function mistakes(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)];
  let [beforeLast, last] = [[] as number[], b.map((_, index) => index).concat(b.length)];
  a.forEach((letter, i) => {
    const row = [i + 1];
    b.forEach((target, j) => {
      const replaced = last[j]! + (letter === target ? 0 : 1);
      const isExchange = i > 0 && j > 0 && letter === b[j - 1] && a[i - 1] === target;
      row.push(Math.min(replaced, last[j + 1]! + 1, row[j]! + 1, isExchange ? beforeLast[j - 1]! + 1 : replaced));
    });
    [beforeLast, last] = [last, row];
  });
  return last[b.length]!;
}
