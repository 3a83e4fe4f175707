import type { Executor } from '@jophiel/postgres';
import type { Metadata } from '@jophiel/vectors';
import type { SearchIndex } from '../core/search-index.ts';

/** Makes samples searchable by their metadata. They are new, or locked by this transaction. */
export async function storeTexts(
  transaction: Executor,
  samples: readonly { readonly sampleId: string; readonly metadata: Metadata }[],
  index: SearchIndex,
): Promise<void> {
  if (samples.length === 0) return;
  const texts = samples.map(({ metadata }) => index.textsOf(metadata));
  const columns = index.groups.map((_, group) => texts.map((ofSample) => ofSample[group]!));
  const names = index.groups.map((_, group) => `text_${group}`);
  const parameters = ['$1::text[]', ...names.map((_, group) => `$${group + 3}::text[]`)];
  const words = index.groups.map(
    ({ weight, language }, group) => `setweight(to_tsvector('pg_catalog.${language}', text_${group}), '${weight}')`,
  );
  await transaction.execute({
    name: `store-texts-${index.id}`,
    text: `INSERT INTO sample_texts AS stored (sample_id, definition, words)
           SELECT sample_id, $2, ${["''::tsvector", ...words].join(' || ')}
           FROM unnest(${parameters.join(', ')}) AS new (${['sample_id', ...names].join(', ')})
           ON CONFLICT (sample_id) DO UPDATE SET definition = excluded.definition, words = excluded.words
           WHERE (stored.definition, stored.words) IS DISTINCT FROM (excluded.definition, excluded.words)`,
    values: [samples.map(({ sampleId }) => sampleId), index.id, ...columns],
  });
  await storeWords(transaction, new Set(texts.flat().flatMap((text) => text.split(' '))));
}

/** Shorter words are not worth correcting, and a number is never a misspelling. */
const CORRECTABLE = /^(?=.*\p{L}).{3,}$/u;

/** Sorted, so that two batches wait instead of deadlocking. */
async function storeWords(transaction: Executor, words: ReadonlySet<string>): Promise<void> {
  await transaction.execute({
    name: 'store-words',
    text: `INSERT INTO sample_words (word) SELECT word FROM unnest($1::text[]) AS word ORDER BY word COLLATE "C"
           ON CONFLICT DO NOTHING`,
    values: [[...words].filter((word) => CORRECTABLE.test(word))],
  });
}
