import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '../../core/candidate-source.ts';
import { candidateColumns, type CandidateRow, candidateOf } from './candidate-row.ts';

/** What taste does not find: the newest of followed creators, the newest of all, and what is trending. */
export async function otherCandidates(
  executor: Executor,
  options: {
    readonly creators: readonly string[];
    readonly layout: string;
    readonly followed: number;
    readonly newest: number;
    readonly trending: number;
  },
): Promise<Candidate[]> {
  const rows = await executor.query<CandidateRow>({
    name: 'other-candidates',
    text: `(SELECT ${candidateColumns} FROM sample_vectors
            WHERE creator_id = ANY ($1) AND listed AND layout = $2 ORDER BY published_at DESC LIMIT $3)
           UNION ALL
           (SELECT ${candidateColumns} FROM sample_vectors WHERE listed AND layout = $2 ORDER BY published_at DESC LIMIT $4)
           UNION ALL
           (SELECT ${candidateColumns} FROM trending_samples JOIN sample_vectors USING (sample_id)
            WHERE listed AND layout = $2 AND rank <= $5)`,
    values: [options.creators, options.layout, options.followed, options.newest, options.trending],
  });
  return rows.map(candidateOf);
}
