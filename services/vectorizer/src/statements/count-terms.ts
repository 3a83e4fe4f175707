import type { Executor } from '@jophiel/postgres';
import type { TermChange } from '../core/term-counts.ts';

/**
 * Updates the number of samples per term, in one order, so that two batches wait instead of deadlocking. A term whose
 * count does not fall was just vectorised: this marks terms that are new in the vocabulary as known.
 */
export async function countTerms(transaction: Executor, changes: readonly TermChange[]): Promise<void> {
  if (changes.length === 0) return;
  await transaction.execute({
    name: 'count-terms',
    text: `INSERT INTO feature_terms AS counted (feature, term, label, known, samples)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::bigint[]) AS new (feature, term, label, known, samples)
           ORDER BY feature COLLATE "C", term COLLATE "C"
           ON CONFLICT (feature, term) DO UPDATE SET samples = greatest(counted.samples + excluded.samples, 0),
             known = CASE WHEN excluded.samples >= 0 THEN excluded.known ELSE counted.known END,
             label = CASE WHEN excluded.samples >= 0 AND excluded.known <> counted.known THEN excluded.label ELSE counted.label END`,
    values: [
      changes.map(({ feature }) => feature),
      changes.map(({ term }) => term),
      changes.map(({ label }) => label),
      changes.map(({ known }) => known),
      changes.map(({ change }) => change),
    ],
  });
}
