import { type Executor, readBinaryDoubles } from '@jophiel/postgres';
import { learnedPartsOf, learnedSum } from '@jophiel/scoring';
import type { Feed } from '../../shared/core/feed.ts';

interface Row {
  readonly version: number;
  readonly variant: string | null;
  readonly generated_at: Date;
  readonly sample_ids: string[];
  readonly scores: Buffer;
  readonly score_final: Buffer;
  readonly learned: Buffer;
  readonly exploration: Buffer;
}

/** A row may outlive its user's erasure; such a feed is undefined. */
export async function loadStoredFeed(executor: Executor, userId: string): Promise<Feed | undefined> {
  const [row] = await executor.query<Row>({
    name: 'load-stored-feed',
    // JSON and bytes are parsed in a fraction of the time of arrays.
    text: `SELECT version, variant, generated_at, to_json(sample_ids) AS sample_ids,
             array_send(scores) AS scores, array_send(score_final) AS score_final,
             array_send(learned) AS learned, array_send(exploration) AS exploration
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
    ...learnedOf(readBinaryDoubles(row.learned), scores.length),
    ...explorationOf(readBinaryDoubles(row.exploration)),
  };
}

function learnedOf(numbers: readonly number[], items: number): { learned?: number[] } {
  if (numbers.length === 0) return {};
  return {
    learned: Array.from({ length: items }, (_, place) => learnedSum(learnedPartsOf(numbers, { place, items }))),
  };
}

function explorationOf(exploration: readonly number[]): Pick<Feed, 'exploration'> {
  return exploration.length === 0 ? {} : { exploration };
}

/** One array for both saves memory. Rows from before ScoreFinal was stored have no ScoreFinals. */
function oneListIfEqual(scores: number[], scoreFinals: number[]): number[] {
  const isVaried =
    scoreFinals.length === scores.length && scoreFinals.some((scoreFinal, place) => scoreFinal !== scores[place]);
  return isVaried ? scoreFinals : scores;
}
