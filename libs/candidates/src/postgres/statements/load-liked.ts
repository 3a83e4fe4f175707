import { BETWEEN_IDS } from '@jophiel/contracts';
import { type Executor, ofAnyLength, readBinaryDoubles } from '@jophiel/postgres';
import type { ScoringOptions } from '@jophiel/scoring';
import { type PositiveItem, positiveItems, type Signal } from '@jophiel/taste';

/** A positive item, and who made it. */
export interface Liked extends PositiveItem {
  /** Undefined for an item that no event has described. */
  readonly creatorId: string | undefined;
}

export type LikedOptions = Pick<ScoringOptions, 'meanings' | 'positionScale'>;

/** The newest signals of a user that are read; one item may have several. */
const MAX_SIGNALS = 1_000;
const MS_PER_SECOND = 1_000;

interface Row {
  readonly user_id: string;
  readonly samples: string;
  readonly originals: string;
  readonly creators: string;
  readonly interactions: string;
  readonly numbers: Buffer;
}

/** The positive items of users, the newest first, at most `limit` each. Users without one are missing. */
export async function loadLiked(
  executor: Executor,
  userIds: readonly string[],
  options: LikedOptions,
  limit: number,
): Promise<Map<string, Liked[]>> {
  const { meanings } = options;
  const counting = [...meanings].flatMap(([name, { traits }]) => (traits.taste === undefined ? [] : [name]));
  const rows = await executor.query<Row>({
    name: 'load-liked',
    // One row a user, as texts and bytes: the driver would take longer for hundreds of rows than PostgreSQL to find them.
    text: `SELECT wanted.user_id, liked.* FROM unnest(${ofAnyLength('$1')}) AS wanted (user_id)
           CROSS JOIN LATERAL (
             SELECT string_agg(newest.sample_id, '${BETWEEN_IDS}') AS samples,
               string_agg(coalesce(sample.duplicate_of, newest.sample_id), '${BETWEEN_IDS}') AS originals,
               string_agg(coalesce(original.creator_id, sample.creator_id, ''), '${BETWEEN_IDS}') AS creators,
               string_agg(newest.interaction, '${BETWEEN_IDS}') AS interactions,
               array_send(array_agg(newest.amount) || array_agg(extract(epoch FROM newest.at)::float8)) AS numbers
             FROM (SELECT sample_id, interaction, amount, at FROM user_signals AS signal
                   WHERE signal.user_id = wanted.user_id AND interaction = ANY (${ofAnyLength('$2')}) AND amount > 0
                   ORDER BY at DESC LIMIT $3) AS newest
             LEFT JOIN LATERAL (SELECT duplicate_of, creator_id FROM sample_vectors WHERE sample_id = newest.sample_id
                                LIMIT 1) AS sample ON true -- the limit keeps the planner from reading the whole table
             LEFT JOIN LATERAL (SELECT creator_id FROM sample_vectors WHERE sample_id = sample.duplicate_of
                                LIMIT 1) AS original ON true
             WHERE sample.creator_id IS DISTINCT FROM wanted.user_id
           ) AS liked
           WHERE liked.samples IS NOT NULL`,
    values: [userIds, counting, MAX_SIGNALS],
  });
  return new Map(
    rows
      .map((row) => [row.user_id, likedOf(row, options).slice(0, limit)] as const)
      .filter(([, liked]) => liked.length > 0),
  );
}

function likedOf(row: Row, { meanings, positionScale }: LikedOptions): Liked[] {
  const [samples, originals, creators, interactions] = [row.samples, row.originals, row.creators, row.interactions].map(
    (texts) => texts.split(BETWEEN_IDS),
  ) as [string[], string[], string[], string[]];
  const numbers = readBinaryDoubles(row.numbers);
  const signals = samples.map((sampleId, index): Signal => ({
    userId: row.user_id,
    sampleId,
    interaction: interactions[index]!,
    collectionId: '',
    amount: numbers[index]!,
    at: numbers[samples.length + index]! * MS_PER_SECOND,
    eventId: '',
  }));
  const originalOf = new Map(samples.map((sampleId, index) => [sampleId, originals[index]!]));
  const creatorOf = new Map(originals.map((original, index) => [original, creators[index]]));
  return positiveItems(signals, {
    meanings,
    originalOf: (sampleId) => originalOf.get(sampleId)!,
    // The statement leaves them out.
    isOwn: () => false,
    positionScale,
  }).map((item) => ({ ...item, creatorId: creatorOf.get(item.sampleId) || undefined }));
}
