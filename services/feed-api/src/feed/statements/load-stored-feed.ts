import { type Executor, readBinaryDoubles } from '@jophiel/postgres';
import type { Feed } from '../../shared/core/feed.ts';

interface Row {
  readonly version: number;
  readonly variant: string | null;
  readonly generated_at: Date;
  readonly sample_ids: string[];
  readonly scores: Buffer;
  readonly score_final: Buffer;
}

/** The feed of a user; that of one who was erased since it was made counts as none, although it may still be there. */
export async function loadStoredFeed(executor: Executor, userId: string): Promise<Feed | undefined> {
  const [row] = await executor.query<Row>({
    name: 'load-stored-feed',
    // As JSON and as bytes, which are read in a fraction of the time that arrays take.
    text: `SELECT version, variant, generated_at, to_json(sample_ids) AS sample_ids,
             array_send(scores) AS scores, array_send(score_final) AS score_final
           FROM user_feed_recommendations AS feed
           WHERE user_id = $1
             AND NOT EXISTS (SELECT FROM user_tombstones AS erased
                             WHERE erased.user_id = feed.user_id AND erased.deleted_at >= feed.generated_at)`,
    values: [userId],
  });
  if (row === undefined) return undefined;
  const scores = readBinaryDoubles(row.scores);
  return {
    source: 'stored',
    version: row.version,
    ...(row.variant === null ? {} : { variant: row.variant }),
    generatedAt: row.generated_at,
    sampleIds: row.sample_ids,
    scores,
    scoreFinals: oneListIfEqual(scores, readBinaryDoubles(row.score_final)),
  };
}

/**
 * A feed that ScoreFinal alone orders is in memory with one list of numbers. A scorer of the version before ScoreFinal was
 * stored leaves none; until the next batch ranks that feed again, its scores are all that is known.
 */
function oneListIfEqual(scores: number[], scoreFinals: number[]): number[] {
  const isVaried =
    scoreFinals.length === scores.length && scoreFinals.some((scoreFinal, place) => scoreFinal !== scores[place]);
  return isVaried ? scoreFinals : scores;
}
