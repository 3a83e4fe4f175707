import { messagingTables } from '@jophiel/messaging';
import { asked as askedAt, deliverer } from '@jophiel/messaging/given-events';
import { openMetrics, openTimings, openLogs } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { encodeTaste } from '@jophiel/vectors';
import type { FeedContext } from '../src/use-cases/compute-feeds.ts';
import { armsOf } from '@jophiel/scoring';
import { domain, now, options, sourceOn } from '@jophiel/candidates/given-catalogue';

export const tables = messagingTables('scorer');

const logs = await openLogs({ service: 'test', level: 'error', rotateAtBytes: 1e6, keep: 1 });
export const logger = await logs.feature('test');
const timings = openTimings(openMetrics('test'), logger);

export function contextOn(database: Database): FeedContext & { refresh(): Promise<void> } {
  const { candidates, knowledge } = sourceOn(database);
  return {
    arms: armsOf(domain),
    candidates,
    popularity: knowledge.popularity,
    popular: knowledge.popular,
    learned: () => undefined,
    catalogue: knowledge.catalogue,
    timings,
    onStored: () => {},
    onUnchanged: () => {},
    refresh: async () => knowledge.refresh(),
  };
}

export interface GivenUser {
  readonly userId: string;
  readonly version?: number;
  readonly taste?: Float32Array;
  readonly layout?: string;
  readonly followed?: readonly string[];
  /** Samples with a definitive interaction of the user. */
  readonly decided?: readonly string[];
  readonly interaction?: string;
}

/** Stores users, or their next profiles, as the profile service does. */
export async function storeUsers(database: Database, ...users: readonly GivenUser[]): Promise<void> {
  for (const { userId, version = 1, taste, layout, followed = [], decided = [], interaction } of users) {
    await database.execute({
      text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums, taste) VALUES ($1, $2, $3, '{}', '{}', $4)
             ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, layout = excluded.layout, taste = excluded.taste`,
      values: [userId, version, layout ?? options.layout.id, taste === undefined ? null : encodeTaste(taste)],
    });
    await database.execute({
      text: `INSERT INTO user_follows SELECT $1, creator_id, true, $2, gen_random_uuid() FROM unnest($3::text[]) AS creator_id`,
      values: [userId, now, followed],
    });
    await database.execute({
      text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
             SELECT $1, sample_id, $2, 1, $3, gen_random_uuid(), false FROM unnest($4::text[]) AS sample_id`,
      values: [userId, interaction ?? options.definitive[0], now, decided],
    });
  }
}

/** Stores this number of users without a taste. */
export async function storeCrowd(database: Database, prefix: string, count: number): Promise<void> {
  await database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
           SELECT $1 || lpad(number::text, 6, '0'), 1, $2, '{}', '{}' FROM generate_series(1, $3::int) AS number`,
    values: [prefix, options.layout.id, count],
  });
}

export interface StoredFeed extends Record<string, unknown> {
  readonly version: number;
  readonly profile_version: number;
  readonly layout: string;
  readonly generated_at: Date;
  readonly ranked_at: Date;
  readonly scoring: string;
  readonly variant: string | null;
  readonly sample_ids: string[];
  readonly scores: number[];
  readonly score_final: number[];
  readonly diversity: number[];
  readonly learned: number[];
  readonly exploration: number[];
}

/** A stored feed, or undefined. */
export async function feedOf(database: Database, userId: string): Promise<StoredFeed | undefined> {
  const [row] = await database.query<StoredFeed>({
    text: `SELECT version, profile_version, layout, generated_at, ranked_at, scoring, variant, sample_ids, scores,
             score_final, diversity, learned, exploration FROM user_feed_recommendations WHERE user_id = $1`,
    values: [userId],
  });
  return row;
}

export { payloads } from '@jophiel/messaging/given-events';

export const deliver = deliverer('scorer', now);

export const asked = <Payload>(event_name: string, payload: Payload) => askedAt(event_name, payload, now);
