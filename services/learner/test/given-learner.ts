import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  type EventContract,
  type PayloadOf,
  sampleRemoved,
  sampleVectorized,
  signalsChanged,
  userDeleted,
} from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import { decodeWeights } from '@jophiel/learning';
import { learnWeights } from '@jophiel/learning/learn';
import type { Database } from '@jophiel/postgres';
import type { RunningService } from '@jophiel/service';
import type { Transport } from '@jophiel/transport';
import { decodeVector, emptyVector, encodeVector, layoutOf, vectorise } from '@jophiel/vectors';

export const domain = loadDefinition('audio');
export const layout = layoutOf(domain.features);
export const now = new Date('2026-03-01T12:00:00Z');

/** Writes a definition that weighs co-interaction so. @returns its file, for JOPHIEL_DOMAIN */
export function definitionFile(folder: string, coInteraction: number): string {
  const file = `${folder}/learning-${coInteraction}.json`;
  writeFileSync(file, JSON.stringify({ ...domain, scoring: { ...domain.scoring, coInteraction } }));
  return file;
}

export interface GivenSample {
  readonly id: string;
  /** Without, the sample has no vector. */
  readonly metadata?: Record<string, unknown>;
  readonly creator?: string;
  readonly duplicateOf?: string;
}

/** Inserts or replaces samples, as the vectorizer does. */
export async function storeSamples(database: Database, samples: readonly GivenSample[]): Promise<void> {
  for (const { id, metadata, creator = 'maker', duplicateOf } of samples)
    await database.execute({
      text: `INSERT INTO sample_vectors
               (sample_id, creator_id, published_at, vector, layout, features, duplicate_of, revision)
             VALUES ($1, $2, $3, $4, $5, '{}', $6, 1)
             ON CONFLICT (sample_id) DO UPDATE SET vector = excluded.vector, layout = excluded.layout,
               duplicate_of = excluded.duplicate_of, revision = sample_vectors.revision + 1`,
      values: [
        id,
        creator,
        now,
        metadata === undefined ? null : encodeVector(vectorise(layout, metadata).vector),
        metadata === undefined ? null : layout.id,
        duplicateOf ?? null,
      ],
    });
}

export interface GivenSignal {
  readonly sample: string;
  readonly interaction?: string;
  readonly amount?: number;
  readonly at?: Date;
}

/** Replaces the signals of a user, as the profile service does. */
export async function storeSignals(
  database: Database,
  userId: string,
  signals: readonly (string | GivenSignal)[],
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.execute({ text: 'DELETE FROM user_signals WHERE user_id = $1', values: [userId] });
    await transaction.execute({
      text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums) VALUES ($1, 1, $2, '{}', '{}')
             ON CONFLICT (user_id) DO UPDATE SET version = user_taste_profiles.version + 1`,
      values: [userId, layout.id],
    });
    for (const signal of signals) {
      const {
        sample,
        interaction = 'like',
        amount = 1,
        at = now,
      } = typeof signal === 'string' ? { sample: signal } : signal;
      await transaction.execute({
        text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
               VALUES ($1, $2, $3, $4, $5, $6, false)`,
        values: [userId, sample, interaction, amount, at, randomUUID()],
      });
    }
  });
}

async function tell<Contract extends EventContract>(
  transport: Transport,
  contract: Contract,
  payload: PayloadOf<Contract>,
): Promise<void> {
  const cause = causeWithoutEvent({ name: 'test', id: randomUUID(), service: 'test', now });
  const { envelope } = causedBy(contract, payload, cause, { service: 'test', now });
  const [receipt] = await transport.publish([
    { subject: contract.subject, id: envelope.event_id, body: JSON.stringify(envelope) },
  ]);
  if (receipt === undefined) throw new Error(`${contract.subject} was not stored`);
}

export const tellSignals = async (transport: Transport, user_id: string) =>
  tell(transport, signalsChanged, { user_id });
export const tellErased = async (transport: Transport, user_id: string) => tell(transport, userDeleted, { user_id });
export const tellRemoved = async (transport: Transport, sample_id: string) =>
  tell(transport, sampleRemoved, { sample_id });
export const tellVectorized = async (transport: Transport, sample_id: string) =>
  tell(transport, sampleVectorized, {
    sample_id,
    creator_id: 'maker',
    published_at: now.toISOString(),
    layout: layout.id,
    first: true,
  });

/** Who speaks for a sample, and how loudly, in steps of the stored form. */
export type Columns = Record<string, Record<string, number>>;

/** The stored weights, by sample ids. */
export async function storedColumns(database: Database): Promise<Columns> {
  const rows = await database.query<{ sample_id: string; number: number; weights: Buffer | null }>({
    text: 'SELECT sample_id, number, weights FROM learned_weights',
  });
  const idOf = new Map(rows.map(({ number, sample_id }) => [number, sample_id]));
  return Object.fromEntries(
    rows.map(({ sample_id, weights }) => {
      if (weights === null) return [sample_id, {}];
      const { numbers, values } = decodeWeights(weights);
      return [sample_id, columnOf(numbers, values, (number) => idOf.get(number)!)];
    }),
  );
}

/** The weights that a pass in this process learns from the likes in the tables, none of which is a copy's. */
export async function expectedColumns(database: Database): Promise<Columns> {
  const samples = await database.query<{ sample_id: string; vector: Buffer | null }>({
    text: 'SELECT sample_id, vector FROM sample_vectors WHERE removed_at IS NULL AND duplicate_of IS NULL',
  });
  const ids = samples.map(({ sample_id }) => sample_id);
  const users = await database.query<{ user_id: string; sample_ids: string[] }>({
    text: `SELECT user_id, array_agg(DISTINCT sample_id) AS sample_ids FROM user_signals
           JOIN sample_vectors USING (sample_id) WHERE amount > 0 AND interaction = 'like' AND removed_at IS NULL
           GROUP BY user_id`,
  });
  const weights = await learnWeights({
    ids,
    vectors: samples.map(({ vector }) => (vector === null ? emptyVector : decodeVector(vector))),
    dimensions: layout.dimensions,
    users: users.map(({ user_id, sample_ids }) => ({
      id: user_id,
      items: Uint32Array.from(sample_ids, (id) => ids.indexOf(id)),
    })),
  });
  return Object.fromEntries(
    weights.map(({ numbers, values }, item) => [ids[item]!, columnOf(numbers, values, (number) => ids[number]!)]),
  );
}

/** Rounded to a thousandth of the largest weight; the stored form has 127 steps. */
function columnOf(
  numbers: Uint32Array,
  values: Float32Array,
  idOf: (number: number) => string,
): Record<string, number> {
  const largest = Math.max(...values.map(Math.abs), 0);
  const steps = Array.from(values, (value) => Math.round((value / largest) * 127));
  return Object.fromEntries(
    Array.from(numbers, (number, place) => [idOf(number), steps[place]!] as const).filter(([, step]) => step !== 0),
  );
}

/** Requests to the service. */
export async function passOf(service: RunningService, passId: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${service.url}/v1/learning/passes/${passId}`);
  return (await response.json()) as Record<string, unknown>;
}

export async function startPass(service: RunningService): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${service.url}/v1/learning/passes`, { method: 'POST' });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
