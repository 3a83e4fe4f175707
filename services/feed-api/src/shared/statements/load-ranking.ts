import { type Executor, readBinaryDoubles } from '@jophiel/postgres';
import { type LearnedParts, learnedPartsOf, nothingLearned } from '@jophiel/scoring';

export interface Ranking {
  readonly version: number;
  readonly profileVersion: number;
  readonly generatedAt: Date;
  readonly rankedAt: Date;
  readonly sampleIds: readonly string[];
  /** Below 0, by sample; only samples that lost something. */
  readonly diversity: ReadonlyMap<string, number>;
  readonly learned: ReadonlyMap<string, LearnedParts>;
}

export async function loadRanking(executor: Executor, userId: string): Promise<Ranking | undefined> {
  const [row] = await executor.query<{
    version: number;
    profile_version: number;
    generated_at: Date;
    ranked_at: Date;
    sample_ids: string[];
    diversity: number[];
    learned: Buffer;
  }>({
    name: 'load-ranking',
    text: `SELECT version, profile_version, generated_at, ranked_at, sample_ids, diversity, array_send(learned) AS learned
           FROM user_feed_recommendations WHERE user_id = $1`,
    values: [userId],
  });
  if (row === undefined) return undefined;
  const numbers = readBinaryDoubles(row.learned);
  return {
    version: row.version,
    profileVersion: row.profile_version,
    generatedAt: row.generated_at,
    rankedAt: row.ranked_at,
    sampleIds: row.sample_ids,
    diversity: new Map(row.diversity.map((part, index) => [row.sample_ids[index]!, part])),
    learned: new Map(
      row.sample_ids.map((sampleId, place) => [
        sampleId,
        learnedPartsOf(numbers, { place, items: row.sample_ids.length }) ?? nothingLearned,
      ]),
    ),
  };
}
