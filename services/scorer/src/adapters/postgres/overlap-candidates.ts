import type { Executor, Statement } from '@jophiel/postgres';
import type { Candidate } from '../../core/candidate-source.ts';
import type { TokenPlan } from '../../core/token-plan.ts';
import { candidateColumns, type CandidateRow, candidateOf } from './candidate-row.ts';

/**
 * The samples whose features overlap most with the taste: for each scoring token, the samples that have it and an
 * essential one (one look into the GIN index, which intersects the two lists), each adding its share times the pull.
 * The sum is nearly the cosine, so few candidates are enough.
 */
export function overlapStatement(plan: TokenPlan, layout: string, most: number): Statement {
  return {
    name: 'overlap-candidates',
    text: `SELECT ${candidateColumns} FROM (
             SELECT hit.place, sum(token.pull * hit.share) AS overlap
             FROM unnest($1::text[], $2::float8[]) AS token (name, pull)
             CROSS JOIN LATERAL (
               SELECT ctid AS place, (features -> token.name)::float8 AS share FROM sample_vectors
               WHERE features ? token.name AND features ?| $3 AND listed AND layout = $4
             ) AS hit
             GROUP BY hit.place ORDER BY overlap DESC LIMIT $5
           ) AS best
           JOIN sample_vectors ON sample_vectors.ctid = best.place -- one statement sees one snapshot, so a place stays one row`,
    values: [plan.scoring.map(({ name }) => name), plan.scoring.map(({ pull }) => pull), plan.essential, layout, most],
  };
}

export async function overlapCandidates(
  executor: Executor,
  plan: TokenPlan,
  layout: string,
  most: number,
): Promise<Candidate[]> {
  if (plan.essential.length === 0) return [];
  return (await executor.query<CandidateRow>(overlapStatement(plan, layout, most))).map(candidateOf);
}
