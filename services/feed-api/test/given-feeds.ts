import { randomInt, randomUUID } from 'node:crypto';
import { feedUpdated, sampleRemoved, sampleVectorized, userDeleted } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import type { Database } from '@jophiel/postgres';
import type { Transport } from '@jophiel/transport';

export interface StoredFeed {
  readonly version?: number;
  readonly generatedAt?: Date;
  readonly sampleIds: readonly string[];
  /** What variety took off each sample; nothing where it is left out. */
  readonly diversity?: readonly number[];
}

/** A user of this test only, with an id as in the audio preset. */
export const someUser = (): string => String(randomInt(1, 2 ** 40));

export const idsFrom = (first: number, amount: number): string[] =>
  Array.from({ length: amount }, (_, index) => String(first + index));

/** Stores a feed as the scorer does; the scores fall from the number of samples to 1. */
export async function storeFeed(database: Database, userId: string, feed: StoredFeed): Promise<void> {
  const { version = 1, generatedAt = new Date('2026-03-01T12:00:00Z'), sampleIds, diversity = [] } = feed;
  const scores = sampleIds.map((_, index) => sampleIds.length - index);
  await database.execute({
    text: `INSERT INTO user_feed_recommendations
             (user_id, version, profile_version, layout, generated_at, sample_ids, scores, score_final, diversity)
           VALUES ($1, $2, 1, 'test', $3, $4, $5, $6, $7)
           ON CONFLICT (user_id) DO UPDATE
             SET version = excluded.version, generated_at = excluded.generated_at, sample_ids = excluded.sample_ids,
                 scores = excluded.scores, score_final = excluded.score_final, diversity = excluded.diversity`,
    values: [
      userId,
      version,
      generatedAt,
      sampleIds,
      scores,
      scores.map((score, index) => score - (diversity[index] ?? 0)),
      diversity,
    ],
  });
}

export async function storeTrending(database: Database, sampleIds: readonly string[]): Promise<void> {
  await database.execute({
    text: `INSERT INTO trending_samples (rank, sample_id, score, popularity, computed_at)
           SELECT rank, sample_id, 1.0 / rank, 0.5, '2026-03-01T12:00:00Z'
           FROM unnest($1::text[]) WITH ORDINALITY AS one (sample_id, rank)`,
    values: [sampleIds],
  });
}

/** @param listed whether it may be recommended; the later in the list, the older */
export async function storeSamples(database: Database, sampleIds: readonly string[], listed = true): Promise<void> {
  await database.execute({
    text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, vector, layout, features, revision, removed_at)
           SELECT sample_id, '1', timestamptz '2026-02-01' - rank * interval '1 day', '\\x', 'test', '{}', 1, $2::timestamptz
           FROM unnest($1::text[]) WITH ORDINALITY AS one (sample_id, rank)`,
    values: [sampleIds, listed ? null : new Date('2026-02-02T00:00:00Z')],
  });
}

const options = { service: 'test', now: new Date('2026-03-01T12:00:00Z') };
const cause = () => causeWithoutEvent({ name: 'test', id: randomUUID(), ...options });

async function publish(transport: Transport, { contract, envelope }: ReturnType<typeof causedBy>): Promise<void> {
  const [receipt] = await transport.publish([
    { subject: contract.subject, id: envelope.event_id, body: JSON.stringify(envelope) },
  ]);
  if (receipt === undefined) throw new Error(`${contract.subject} was not stored`);
}

export async function tellOfFeed(transport: Transport, user_id: string, version: number): Promise<void> {
  const generated_at = '2026-03-01T12:00:00.000Z';
  const payload = { user_id, version, profile_version: 1, generated_at, size: 1 };
  await publish(transport, causedBy(feedUpdated, payload, cause(), options));
}

export async function tellOfErasure(transport: Transport, user_id: string): Promise<void> {
  await publish(transport, causedBy(userDeleted, { user_id }, cause(), options));
}

export async function tellOfRemoval(transport: Transport, sample_id: string): Promise<void> {
  await publish(transport, causedBy(sampleRemoved, { sample_id }, cause(), options));
}

export async function tellOfVector(transport: Transport, sample_id: string): Promise<void> {
  const payload = { sample_id, creator_id: '1', published_at: '2026-02-01T00:00:00.000Z', layout: 'test', first: true };
  await publish(transport, causedBy(sampleVectorized, payload, cause(), options));
}

/** A user of whom nothing is known but that there is one. */
export async function storeProfile(database: Database, userId: string): Promise<void> {
  await database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums) VALUES ($1, 1, 'test', '{}', '{}')`,
    values: [userId],
  });
}
