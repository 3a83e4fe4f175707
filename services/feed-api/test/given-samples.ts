import { randomUUID } from 'node:crypto';
import { profileUpdated, sampleAnalyzed, sampleDeleted } from '@jophiel/contracts';
import { type DomainDefinition, SEED, seedTrait, signalTraits } from '@jophiel/domain';
import type { Database } from '@jophiel/postgres';
import { scoringOptionsOf } from '@jophiel/scoring';
import { eventually, givenEnvironment, type GivenNats, type GivenPostgres } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import {
  addContribution,
  decodeVector,
  emptySums,
  encodeSums,
  encodeTaste,
  tasteAt,
  vectoriseTerms,
} from '@jophiel/vectors';
import { expect } from 'vitest';

/** What a service of a test is started with. */
export const environmentOf = (postgres: GivenPostgres, nats: GivenNats, preset: string) =>
  givenEnvironment(
    { postgres, nats },
    {
      JOPHIEL_DOMAIN: preset,
      CATALOGUE_REFRESH_MS: '100',
      FEED_API_CATALOGUE_REFRESH_MS: '100',
    },
  );

export interface GivenSample {
  readonly id: number | string;
  readonly creator?: number | string;
  /** ISO 8601. */
  readonly at?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Says what the analyser says of samples, and waits until a vectorizer has heard it. */
export async function analyse(
  transport: Transport,
  database: Database,
  samples: readonly GivenSample[],
): Promise<void> {
  await transport.publish(
    samples.map(({ id, creator = id, at = '2026-02-01T00:00:00.000Z', metadata }) =>
      message(sampleAnalyzed.subject, { sample_id: id, creator_id: creator, metadata }, at),
    ),
  );
  await eventually(async () => {
    const known = await database.query({
      text: 'SELECT FROM sample_texts WHERE sample_id = ANY ($1)',
      values: [samples.map(({ id }) => String(id))],
    });
    expect(known).toHaveLength(samples.length);
  });
}

/** Says that a sample is deleted; a vectorizer that hears it removes the sample. */
export async function removeSample(transport: Transport, sampleId: number): Promise<void> {
  const payload = { sample_id: String(sampleId) };
  await transport.publish([message(sampleDeleted.subject, payload, new Date().toISOString())]);
}

/** Says that a stored profile has changed, and waits until a scorer has made a feed of it. */
export async function rank(transport: Transport, database: Database, userId: string, version = 1): Promise<void> {
  const payload = { user_id: userId, profile_version: version };
  await transport.publish([message(profileUpdated.subject, payload, new Date().toISOString())]);
  await eventually(async () => {
    const stored = await database.query({
      text: 'SELECT FROM user_feed_recommendations WHERE user_id = $1 AND profile_version = $2',
      values: [userId, version],
    });
    expect(stored).toHaveLength(1);
  });
}

function message(subject: string, payload: unknown, event_timestamp: string) {
  const id = randomUUID();
  const envelope = { event_name: subject, event_id: id, event_timestamp, source: 'test', version: 1 };
  return { subject, id, body: JSON.stringify({ ...envelope, correlation_id: id, payload }) };
}

export interface GivenSignal {
  readonly sampleId: string;
  readonly interaction: string;
  readonly at: Date;
}

export interface GivenListener {
  readonly signals: readonly GivenSignal[];
  readonly followed?: readonly string[];
  readonly seeds?: {
    readonly sampleIds?: readonly string[];
    readonly terms?: Readonly<Record<string, readonly string[]>>;
    readonly at: Date;
  };
  readonly at: Date;
}

/** Stores what a user has done, and the taste that it makes at a time, as the profile service does. */
export async function storeListener(
  database: Database,
  domain: DomainDefinition,
  userId: string,
  { signals: done, followed = [], seeds, at }: GivenListener,
): Promise<void> {
  const { layout } = scoringOptionsOf(domain);
  const chosen = seeds?.sampleIds ?? [];
  const signals = [...done, ...chosen.map((sampleId) => ({ sampleId, interaction: SEED, at: seeds!.at }))];
  const rows = await database.query<{ sample_id: string; vector: Buffer }>({
    text: 'SELECT sample_id, vector FROM sample_vectors WHERE sample_id = ANY ($1) AND vector IS NOT NULL',
    values: [signals.map(({ sampleId }) => sampleId)],
  });
  const vectors = new Map(rows.map((row) => [row.sample_id, decodeVector(row.vector)]));
  const sums = emptySums();
  const counting = signalTraits(domain);
  for (const { sampleId, interaction, at: time } of signals) {
    const counted = counting.get(interaction);
    const vector = vectors.get(sampleId);
    if (counted === undefined || vector === undefined) continue;
    const { weight, halfLifeDays } = counted;
    addContribution(sums, layout.dimensions, { vector, weight, at: time.getTime(), halfLifeDays });
  }
  if (seeds !== undefined) {
    const { vector } = vectoriseTerms(domain.features, layout, seeds.terms ?? {});
    addContribution(sums, layout.dimensions, { vector, ...seedTrait(domain)!, at: seeds.at.getTime() });
    await database.execute({
      text: 'INSERT INTO user_seeds (user_id, sample_ids, terms, at, event_id) VALUES ($1, $2, $3, $4, gen_random_uuid())',
      values: [userId, chosen, JSON.stringify(seeds.terms ?? {}), seeds.at],
    });
  }
  const taste = tasteAt(sums, at.getTime());
  const parts = [...sums.byHalfLife];
  await database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, as_of, half_lives, sums, taste, updated_at)
           VALUES ($1, 1, $2, $3, $4, $5, $6, $7)`,
    values: [
      userId,
      layout.id,
      Number.isFinite(sums.asOf) ? new Date(sums.asOf) : null,
      parts.map(([halfLife]) => halfLife),
      parts.map(([, sum]) => encodeSums(sum)),
      taste === undefined ? null : encodeTaste(taste),
      at,
    ],
  });
  await database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           SELECT $1, sample_id, interaction, 1, at, gen_random_uuid(), false
           FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS signal (sample_id, interaction, at)`,
    values: [
      userId,
      signals.map(({ sampleId }) => sampleId),
      signals.map(({ interaction }) => interaction),
      signals.map(({ at: time }) => time),
    ],
  });
  await database.execute({
    text: `INSERT INTO user_follows (user_id, creator_id, active, at, event_id)
           SELECT $1, creator_id, true, $2, gen_random_uuid() FROM unnest($3::text[]) AS creator_id`,
    values: [userId, at, followed],
  });
}
