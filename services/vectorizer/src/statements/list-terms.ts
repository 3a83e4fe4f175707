import type { Executor } from '@jophiel/postgres';

export interface TermRow {
  readonly feature: string;
  readonly term: string;
  readonly label: string;
  readonly known: boolean;
  readonly samples: number;
}

export interface TermFilter {
  readonly feature?: string;
  readonly known?: boolean;
  readonly limit: number;
}

export async function listTerms(executor: Executor, { feature, known, limit }: TermFilter): Promise<TermRow[]> {
  return executor.query<TermRow>({
    text: `SELECT feature, term, label, known, samples FROM feature_terms
           WHERE samples > 0 AND ($1::text IS NULL OR feature = $1) AND ($2::boolean IS NULL OR known = $2)
           ORDER BY samples DESC, feature, term LIMIT $3`,
    values: [feature ?? null, known ?? null, limit],
  });
}
