import { BETWEEN_IDS } from '@jophiel/contracts';
import { type Executor, readBinaryDoubles } from '@jophiel/postgres';
import { learnedPartsOf, learnedSum, type RankedItem } from '@jophiel/scoring';
import type { StoredFeed } from '../core/stored-feed.ts';

interface Row {
  readonly user_id: string;
  readonly version: number;
  readonly profile_version: number;
  readonly layout: string;
  readonly scoring: string;
  readonly variant: string | null;
  readonly ranked_at: Date;
  readonly ids: string;
  readonly scores: Buffer;
  readonly score_final: Buffer;
  readonly diversity: Buffer;
  readonly learned: Buffer;
  readonly exploration: Buffer;
}

/**
 * Locks users' stored feeds, in the order in which feeds are stored. Items come as text and bytes, because the driver
 * reads arrays slowly.
 */
export async function lockFeeds(transaction: Executor, userIds: readonly string[]): Promise<StoredFeed[]> {
  const rows = await transaction.query<Row>({
    name: 'lock-feeds',
    text: `SELECT user_id, version, profile_version, layout, scoring, variant, ranked_at,
             array_to_string(sample_ids, '${BETWEEN_IDS}') AS ids, array_send(scores) AS scores,
             array_send(score_final) AS score_final, array_send(diversity) AS diversity, array_send(learned) AS learned,
             array_send(exploration) AS exploration
           FROM user_feed_recommendations WHERE user_id = ANY ($1) ORDER BY user_id FOR UPDATE`,
    values: [userIds],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    version: row.version,
    profileVersion: row.profile_version,
    layout: row.layout,
    scoring: row.scoring,
    variant: row.variant ?? undefined,
    rankedAt: row.ranked_at,
    items: itemsOf(row),
  }));
}

function itemsOf(row: Row): RankedItem[] {
  const scores = readBinaryDoubles(row.scores);
  if (scores.length === 0) return [];
  const scoreFinals = readBinaryDoubles(row.score_final);
  const diversities = readBinaryDoubles(row.diversity);
  const numbers = readBinaryDoubles(row.learned);
  const explorations = readBinaryDoubles(row.exploration);
  return row.ids.split(BETWEEN_IDS).map((sampleId, index) => {
    const [score, diversity, exploration] = [scores[index]!, diversities[index] ?? 0, explorations[index] ?? 0];
    // Scorers of the version before ScoreFinal leave it empty.
    const learned = learnedPartsOf(numbers, { place: index, items: scores.length });
    const scoreFinal = scoreFinals[index] ?? score - learnedSum(learned) - diversity - exploration;
    return {
      sampleId,
      scoreFinal,
      ...(learned === undefined ? {} : { learned }),
      ...(diversity === 0 ? {} : { diversity }),
      ...(exploration === 0 ? {} : { exploration }),
      score,
    };
  });
}
