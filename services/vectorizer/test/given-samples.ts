import { randomUUID } from 'node:crypto';
import { type Envelope, type PayloadOf, sampleAnalyzed, sampleDeleted } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { type CausedEvent, causeWithoutEvent } from '@jophiel/events';
import { messagingTables, type Subscriber } from '@jophiel/messaging';
import { deliverer } from '@jophiel/messaging/given-events';
import type { Database } from '@jophiel/postgres';
import { layoutOf, type Metadata } from '@jophiel/vectors';
import type { Sample } from '../src/core/sample.ts';
import { vectoriserOf } from '../src/core/vectoriser.ts';
import { onSampleAnalyzed } from '../src/handlers/on-sample-analyzed.ts';
import { onSampleDeleted } from '../src/handlers/on-sample-deleted.ts';
import { lockSamples } from '../src/statements/lock-samples.ts';
import { listTerms, type TermRow } from '../src/statements/list-terms.ts';

export const domain = loadDefinition('audio');
export const vectorise = vectoriserOf(domain);
export const layout = layoutOf(domain.features).id;
export const tables = messagingTables('vectorizer');
export const now = new Date('2026-03-01T12:00:00Z');
export const MINUTE = 60_000;
export const analysed = onSampleAnalyzed(domain, vectorise);

export const trap = { bpm: 140, genero: ['trap'], casiel_status: 'success', title: 'Dark 808' };
export const jazz = { bpm: 90, genero: ['jazz'], casiel_status: 'success', title: 'Blue' };

let lastId = 1_000;
export const someId = (): string => String(++lastId);

interface Circumstances {
  /** Minutes after noon. */
  readonly minute?: number;
  readonly creator?: number | string;
  readonly eventId?: string;
}

type Analyzed = Envelope<PayloadOf<typeof sampleAnalyzed>>;
type Deleted = Envelope<PayloadOf<typeof sampleDeleted>>;

export function analysis(
  sampleId: string,
  metadata: Metadata,
  { creator = 7, ...about }: Circumstances = {},
): Analyzed {
  return event(sampleAnalyzed.subject, { sample_id: sampleId, creator_id: creator, metadata }, about);
}

/** The platform tells of a sample that nobody has analysed yet. */
export function announcement(sampleId: string, metadata: Metadata, about: Circumstances = {}): Analyzed {
  const { creator = 7, ...rest } = about;
  const payload = { sample_id: sampleId, creator_id: creator, metadata, announced: true };
  return event(sampleAnalyzed.subject, payload, rest);
}

export function deletion(sampleId: string, about: Circumstances = {}): Deleted {
  return event(sampleDeleted.subject, { sample_id: sampleId }, about);
}

/** The metadata of a copy of another sample. */
export const copyOf = (original: string, metadata: Metadata = trap): Metadata => ({
  ...metadata,
  casiel_status: 'duplicate',
  duplicate_of_content_id: Number(original),
});

function event<Payload>(
  event_name: string,
  payload: Payload,
  { minute = 0, eventId = randomUUID() }: Circumstances,
): Envelope<Payload> {
  const at = new Date(now.getTime() + minute * MINUTE);
  const about = { name: event_name, id: eventId, correlationId: `of ${eventId}` };
  return { ...causeWithoutEvent({ ...about, service: 'test', now: at }), payload };
}

const deliverAll = deliverer('vectorizer', now);

export const deliver = async (database: Database, subscriber: Subscriber, ...events: readonly Envelope<unknown>[]) =>
  deliverAll(database, subscriber, events);

export const analyse = async (database: Database, ...events: readonly Analyzed[]) =>
  deliver(database, analysed, ...events);

export const remove = async (database: Database, ...events: readonly Deleted[]) =>
  deliver(database, onSampleDeleted, ...events);

/** Events as name and payload. */
export const told = (events: readonly CausedEvent[]) =>
  events.map(({ envelope }) => [envelope.event_name, envelope.payload] as const);

/** A stored sample, or undefined. */
export async function sampleOf(database: Database, sampleId: string): Promise<Sample | undefined> {
  return database.transaction(async (transaction) => (await lockSamples(transaction, [sampleId])).get(sampleId));
}

export async function isListed(database: Database, sampleId: string): Promise<boolean | undefined> {
  const [row] = await database.query<{ listed: boolean }>({
    text: 'SELECT listed FROM sample_vectors WHERE sample_id = $1',
    values: [sampleId],
  });
  return row?.listed;
}

/** The terms of a label, in any feature. */
export async function termsLike(database: Database, label: string): Promise<TermRow[]> {
  return (await listTerms(database, { limit: 10_000 })).filter((row) => row.label === label);
}
