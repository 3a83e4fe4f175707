import type { SearchLanguage } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import { exchanges, nearestWords } from '../core/spelling.ts';
import { textQueryOf } from '../core/text-query.ts';
import { findMatches, type MatchRow } from '../statements/find-matches.ts';
import { loadLexemes, type SoughtWord } from '../statements/load-lexemes.ts';
import { loadNearWords } from '../statements/load-near-words.ts';

/** A query with more matches is too broad; only the best texts are ranked. */
const MAX_MATCHES = 10_000;

/** Samples that have all words; the last one may be a prefix. If there are none, the nearest spellings are tried. */
export async function matchesOf(
  database: Executor,
  words: readonly string[],
  languages: readonly SearchLanguage[],
): Promise<MatchRow[]> {
  const written = words.map((word, place) => ({ place, word, isPrefix: place === words.length - 1 }));
  const found = await matching(database, written, languages);
  if (found.length > 0 || words.length === 0) return found;
  const near = await nearWords(database, words);
  return near.length === 0 ? [] : matching(database, [...written, ...near], languages);
}

async function matching(
  database: Executor,
  words: readonly SoughtWord[],
  languages: readonly SearchLanguage[],
): Promise<MatchRow[]> {
  const query = words.length === 0 ? undefined : textQueryOf(await loadLexemes(database, words, languages));
  return query === undefined ? [] : findMatches(database, query, MAX_MATCHES);
}

async function nearWords(database: Executor, words: readonly string[]): Promise<SoughtWord[]> {
  const sought = [...new Set(words)];
  const exchanged = sought.flatMap((word) => exchanges(word).map((each) => ({ sought: word, word: each })));
  const known = await loadNearWords(database, sought, exchanged);
  return words.flatMap((word, place) =>
    nearestWords(word, known.get(word) ?? []).map((near) => ({ place, word: near, isPrefix: false })),
  );
}
