const COMBINING_MARKS = /\p{M}+/gu;
const NOT_A_LETTER_OR_DIGIT = /[^\p{L}\p{N}#]+/gu;

/**
 * The identity of a term: case, accents and separators folded away, so that `hip hop`, `hip-hop`, `Hip Hop` and `hiphop`
 * are one term. `#` stays, because C and C# are two. Empty when nothing is left.
 *
 * @param endings word endings to replace, longest first, for sources in a language that inflects
 */
export function normaliseTerm(text: string, endings: Readonly<Record<string, string>> = {}): string {
  const words = text
    .normalize('NFKD')
    .replaceAll(COMBINING_MARKS, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(NOT_A_LETTER_OR_DIGIT, ' ')
    .trim()
    .split(' ');
  return words.map((word) => replaceEnding(word, endings)).join('');
}

/** Too short a word has no ending to speak of: `sol` must not lose its only vowel. */
const SHORTEST_STEM = 3;

function replaceEnding(word: string, endings: Readonly<Record<string, string>>): string {
  const ending = Object.keys(endings)
    .filter((candidate) => word.endsWith(candidate) && word.length - candidate.length >= SHORTEST_STEM)
    .sort((a, b) => b.length - a.length)[0];
  return ending === undefined ? word : word.slice(0, -ending.length) + endings[ending];
}
