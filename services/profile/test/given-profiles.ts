import { randomUUID } from 'node:crypto';
import { type Envelope, interactionRecorded, type PayloadOf, seedsRecorded } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import { messagingTables } from '@jophiel/messaging';
import { asked as askedAt, deliverer } from '@jophiel/messaging/given-events';
import type { Database } from '@jophiel/postgres';
import {
  decodeSums,
  decodeTaste,
  emptySums,
  encodeVector,
  layoutOf,
  type SparseVector,
  toDense,
  vectorise,
} from '@jophiel/vectors';
import type { Deed } from '@jophiel/taste/naive-profile';

export const domain = loadDefinition('audio');
export const fold = foldOptionsOf(domain);
export const tables = messagingTables('profile');
export const now = new Date('2026-03-01T12:00:00Z');

export const fresh = (kind: string): string => `${kind}-${randomUUID()}`;

export const vectorOf = (metadata: Record<string, unknown>): SparseVector =>
  vectorise(layoutOf(domain.features), metadata).vector;

/** Inserts or replaces a sample's vector. */
export async function storeSample(
  database: Database,
  sampleId: string,
  vector: SparseVector,
  layout = fold.layout,
): Promise<void> {
  await database.execute({
    text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, vector, layout, features, revision)
           VALUES ($1, '1', $2, $3, $4, '{}', 1)
           ON CONFLICT (sample_id) DO UPDATE
             SET vector = excluded.vector, layout = excluded.layout, revision = sample_vectors.revision + 1`,
    values: [sampleId, now, encodeVector(vector), layout],
  });
}

type Recorded = Envelope<PayloadOf<typeof interactionRecorded>>;

/** The event that ingestion publishes for an interaction. */
export function recorded(userId: string, { eventId, name, at, sampleId, creatorId, collectionId }: Deed): Recorded {
  const about = { name: `user.interaction.${name}`, id: eventId, correlationId: `of ${eventId}` };
  const cause = causeWithoutEvent({ ...about, service: 'test', now: new Date(at) });
  const payload = {
    interaction: name,
    user_id: userId,
    ...(sampleId === undefined ? {} : { sample_id: sampleId }),
    ...(creatorId === undefined ? {} : { creator_id: creatorId }),
    ...(collectionId === undefined ? {} : { collection_id: collectionId }),
  };
  const options = { service: 'ingestion', now, at: cause.event_timestamp };
  return causedBy(interactionRecorded, payload, cause, options).envelope as Recorded;
}

/** The same, with a random event id. */
export function event(name: string, userId: string, about: Partial<Deed> = {}): Recorded {
  return recorded(userId, { eventId: randomUUID(), name, at: now.getTime(), ...about });
}

/** Writes interactions into the log, as ingestion does. */
export async function log(database: Database, userId: string, deeds: readonly Deed[]): Promise<void> {
  for (const { eventId, name, at, sampleId, creatorId, collectionId } of deeds)
    await database.execute({
      text: `INSERT INTO user_interactions
               (event_id, user_id, interaction, sample_id, creator_id, collection_id, occurred_at, source, correlation_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'test', 'test')`,
      values: [eventId, userId, name, sampleId ?? null, creatorId ?? null, collectionId ?? null, new Date(at)],
    });
}

export interface Choice {
  readonly eventId?: string;
  /** Epoch ms. */
  readonly at?: number;
  readonly sampleIds?: string[];
  readonly terms?: Record<string, string[]>;
}

/** The event that ingestion publishes for a choice of seeds. */
export function chosen(
  userId: string,
  { eventId = randomUUID(), at = now.getTime(), sampleIds = [], terms = {} }: Choice,
): Envelope<PayloadOf<typeof seedsRecorded>> {
  const cause = causeWithoutEvent({ name: 'user.seeds', id: eventId, service: 'test', now: new Date(at) });
  const options = { service: 'ingestion', now, at: cause.event_timestamp };
  const { envelope } = causedBy(seedsRecorded, { user_id: userId, sample_ids: sampleIds, terms }, cause, options);
  return envelope as Envelope<PayloadOf<typeof seedsRecorded>>;
}

/** Writes a choice of seeds into the log, as ingestion does. */
export async function logChoice(
  database: Database,
  userId: string,
  { eventId = randomUUID(), at = now.getTime(), sampleIds = [], terms = {} }: Choice,
): Promise<void> {
  await database.execute({
    text: `INSERT INTO user_interactions (event_id, user_id, interaction, seeds, occurred_at, source, correlation_id)
           VALUES ($1, $2, 'seed', $3, $4, 'test', 'test')`,
    values: [eventId, userId, JSON.stringify({ sample_ids: sampleIds, terms }), new Date(at)],
  });
}

export { payloads } from '@jophiel/messaging/given-events';
import { foldOptionsOf, type Follow, type Signal } from '@jophiel/taste';

export const deliver = deliverer('profile', now);

export const asked = <Payload>(event_name: string, payload: Payload) => askedAt(event_name, payload, now);

export async function signalsOf(database: Database, userId: string): Promise<(Signal & { pending: boolean })[]> {
  const rows = await database.query<Signal & { pending: boolean; time: Date }>({
    text: `SELECT user_id AS "userId", sample_id AS "sampleId", interaction, collection_id AS "collectionId", amount,
             at AS time, event_id AS "eventId", pending
           FROM user_signals WHERE user_id = $1 ORDER BY sample_id, interaction, collection_id`,
    values: [userId],
  });
  return rows.map(({ time, ...signal }) => ({ ...signal, at: time.getTime() }));
}

export async function followsOf(database: Database, userId: string): Promise<Follow[]> {
  const rows = await database.query<Follow & { time: Date }>({
    text: `SELECT user_id AS "userId", creator_id AS "creatorId", active, at AS time, event_id AS "eventId"
           FROM user_follows WHERE user_id = $1 ORDER BY creator_id`,
    values: [userId],
  });
  return rows.map(({ time, ...follow }) => ({ ...follow, at: time.getTime() }));
}

/** A stored profile, or undefined. */
export async function profileOf(database: Database, userId: string) {
  const [row] = await database.query<{
    version: number;
    layout: string;
    as_of: Date | null;
    half_lives: number[];
    sums: Buffer[];
    taste: Buffer | null;
  }>({
    text: 'SELECT version, layout, as_of, half_lives, sums, taste FROM user_taste_profiles WHERE user_id = $1',
    values: [userId],
  });
  if (row === undefined) return undefined;
  const { version, layout, as_of, half_lives, taste } = row;
  return {
    version,
    layout,
    taste: taste === null ? undefined : decodeTaste(taste, fold.dimensions),
    sums:
      as_of === null
        ? emptySums()
        : {
            asOf: as_of.getTime(),
            byHalfLife: new Map(
              half_lives.map((halfLife, index) => [halfLife, decodeSums(row.sums[index]!, fold.dimensions)]),
            ),
          },
  };
}

export async function partsOf(database: Database, userId: string) {
  const profile = await profileOf(database, userId);
  return {
    signals: await signalsOf(database, userId),
    follows: await followsOf(database, userId),
    sums: profile?.sums ?? emptySums(),
  };
}

export const dense = (vector: SparseVector) => toDense(vector, fold.dimensions);
