import type { SearchLanguage } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { Lexeme } from '../core/text-query.ts';

export interface SoughtWord {
  readonly place: number;
  readonly word: string;
  readonly isPrefix: boolean;
}

export async function loadLexemes(
  executor: Executor,
  words: readonly SoughtWord[],
  languages: readonly SearchLanguage[],
): Promise<Lexeme[]> {
  return executor.query<{ place: number; query: string }>({
    name: 'load-lexemes',
    text: `SELECT place, to_tsquery(('pg_catalog.' || language)::regconfig, term)::text AS query
           FROM unnest($1::int[], $2::text[]) AS word (place, term) CROSS JOIN unnest($3::text[]) AS language`,
    values: [
      words.map(({ place }) => place),
      words.map(({ word, isPrefix }) => (isPrefix ? `${word}:*` : word)),
      languages,
    ],
  });
}
