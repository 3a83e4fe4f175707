import type { Executor } from '@jophiel/postgres';

/** Maximum similar words for each word; the nearest by letters are among them. */
const MAX_PER_WORD = 100;

export async function loadNearWords(
  executor: Executor,
  sought: readonly string[],
  exchanges: readonly { readonly sought: string; readonly word: string }[],
): Promise<Map<string, string[]>> {
  const rows = await executor.query<{ sought: string; words: string[] }>({
    name: 'load-near-words',
    text: `SELECT sought, array_agg(DISTINCT word) AS words FROM (
             SELECT sought, near.word FROM unnest($1::text[]) AS sought CROSS JOIN LATERAL (
               SELECT word FROM sample_words WHERE word % sought
               ORDER BY similarity(word, sought) DESC, word LIMIT ${MAX_PER_WORD}
             ) AS near
             UNION
             SELECT exchanged.sought, word FROM unnest($2::text[], $3::text[]) AS exchanged (sought, word)
             JOIN sample_words USING (word)
           ) AS found GROUP BY sought`,
    values: [sought, exchanges.map((each) => each.sought), exchanges.map(({ word }) => word)],
  });
  return new Map(rows.map((row) => [row.sought, row.words]));
}
