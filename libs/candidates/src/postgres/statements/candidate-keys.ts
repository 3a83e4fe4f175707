import { BETWEEN_IDS as BETWEEN_ROWS } from '@jophiel/contracts';
import { decaySql, type Executor, type Statement } from '@jophiel/postgres';
import type { TokenPlan } from '../../token-plan.ts';

/** The id of a candidate and the revision of its row, which tells whether a cached vector is current. */
export interface CandidateKey {
  readonly sampleId: string;
  readonly revision: number;
}

export interface CandidateLimits {
  readonly overlapping: number;
  readonly followed: number;
  readonly newest: number;
  readonly trending: number;
}

export interface CandidateOrder {
  readonly similarity: number;
  readonly novelty: number;
  readonly noveltyHalfLifeDays: number;
  readonly now: Date;
}

/** Ids never contain this character. */
const BETWEEN_FIELDS = '\u001e';

/** Up to this multiple of the limit, scoring all rows is cheaper than ordering them. */
const WORTH_ORDERING = 2;

/**
 * The candidates by taste and of followed creators, the newest and the trending ones. The result is one text, because
 * reading thousands of rows would take longer than finding them.
 */
export function candidateStatement(
  plan: TokenPlan,
  creators: readonly string[],
  layout: string,
  limits: CandidateLimits,
  order: CandidateOrder,
): Statement {
  const isOrdered = plan.essentialRows > WORTH_ORDERING * limits.overlapping;
  return {
    name: isOrdered ? 'ordered-candidates' : 'essential-candidates',
    text: `SELECT string_agg(sample_id || '${BETWEEN_FIELDS}' || revision, '${BETWEEN_ROWS}' ORDER BY sample_id) AS keys FROM (
             ${isOrdered ? ORDERED : ESSENTIAL}
             UNION
             (SELECT sample_id, revision FROM sample_vectors WHERE creator_id = ANY ($3) AND listed AND layout = $2
              ORDER BY published_at DESC LIMIT $4)
             UNION
             (SELECT sample_id, revision FROM sample_vectors WHERE listed AND layout = $2 ORDER BY published_at DESC LIMIT $5)
             UNION
             (SELECT sample_id, revision FROM trending_samples JOIN sample_vectors USING (sample_id)
              WHERE listed AND layout = $2 AND rank <= $6)
           ) AS candidates`,
    values: [
      plan.essential,
      layout,
      creators,
      limits.followed,
      limits.newest,
      limits.trending,
      ...(isOrdered
        ? [
            plan.scoring.map(({ name }) => name),
            plan.scoring.map(({ pull }) => order.similarity * pull),
            limits.overlapping,
            order.novelty,
            order.noveltyHalfLifeDays,
            order.now,
          ]
        : []),
    ],
  };
}

/** All samples with an essential token, for few of them. */
const ESSENTIAL = `SELECT sample_id, revision FROM sample_vectors WHERE features ?| $1 AND listed AND layout = $2`;

/**
 * The samples with an essential token, scored by overlap with the taste and by novelty. Each scoring token takes one
 * GIN lookup, which intersects its samples with those of the essential tokens; each hit adds its share times the pull.
 * The sum is nearly the cosine, so few candidates are enough. score-final.test.ts compares it with the factors
 * similarity and novelty.
 */
export const SCORED = `
    SELECT hit.place, sum(hit.gain) + $10::float8 * ${decaySql('hit.published_at', '$12::timestamptz', '$11::float8')} AS score
    FROM unnest($7::text[], $8::float8[]) AS token (name, pull)
    CROSS JOIN LATERAL (
      SELECT ctid AS place, published_at, token.pull * (features -> token.name)::float8 AS gain FROM sample_vectors
      WHERE features ? token.name AND features ?| $1 AND listed AND layout = $2
      OFFSET 0 -- group three numbers and not the whole row
    ) AS hit
    GROUP BY hit.place, hit.published_at`;

const ORDERED = `
  SELECT sample_id, revision FROM (${SCORED} ORDER BY score DESC LIMIT $9) AS best
  JOIN sample_vectors ON sample_vectors.ctid = best.place -- within one snapshot a ctid names one row`;

export async function candidateKeys(executor: Executor, statement: Statement): Promise<CandidateKey[]> {
  const [row] = await executor.query<{ keys: string | null }>(statement);
  if (row === undefined || row.keys === null) return [];
  return row.keys.split(BETWEEN_ROWS).map((text) => {
    const [sampleId, revision] = text.split(BETWEEN_FIELDS) as [string, string];
    return { sampleId, revision: Number(revision) };
  });
}
