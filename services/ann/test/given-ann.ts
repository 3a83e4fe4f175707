import { randomUUID } from 'node:crypto';
import { loadDefinition } from '@jophiel/domain';
import { type NearestAnswer, NEAREST_SUBJECT, type Problem, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import type { RunningService } from '@jophiel/service';
import type { Transport } from '@jophiel/transport';
import { layoutOf } from '@jophiel/vectors';

export const domain = loadDefinition('audio');
export const layout = layoutOf(domain.features).id;

const now = new Date('2026-03-01T12:00:00Z');
const cause = () => causeWithoutEvent({ name: 'test', id: randomUUID(), service: 'test', now });

/** Publishes the event of the vectorizer for a changed or removed sample. */
export async function tell(transport: Transport, sample_id: string, what: 'changed' | 'removed'): Promise<void> {
  const options = { service: 'vectorizer', now };
  const published_at = now.toISOString();
  const { contract, envelope } =
    what === 'removed'
      ? causedBy(sampleRemoved, { sample_id }, cause(), options)
      : causedBy(sampleVectorized, { sample_id, creator_id: '1', published_at, layout, first: true }, cause(), options);
  const [receipt] = await transport.publish([
    { subject: contract.subject, id: envelope.event_id, body: JSON.stringify(envelope) },
  ]);
  if (receipt === undefined) throw new Error(`${contract.subject} was not stored`);
}

export type Answered = Partial<NearestAnswer> & Partial<Problem>;

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A client of the ann service over HTTP. */
export class AnnClient {
  readonly #service: RunningService;

  constructor(service: RunningService) {
    this.#service = service;
  }

  async post(body: unknown): Promise<Answer<Answered>> {
    return this.#ask('/v1/nearest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async get<Body = Answered>(path: string): Promise<Answer<Body>> {
    return this.#ask(path);
  }

  /** Ids of the nearest of one query, best first. */
  async ids(query: object, of = layout): Promise<unknown[]> {
    const { status, body } = await this.post({ layout: of, queries: [{ k: 100, ...query }] });
    if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    return body.answers![0]!.map(({ sample_id }) => sample_id);
  }

  async readiness(): Promise<{ status: number; index: { ok: boolean; detail?: string } }> {
    const { status, body } = await this.get<{ checks: { index: { ok: boolean } } }>('/health/ready');
    return { status, index: body.checks.index };
  }

  async #ask<Body>(path: string, init: RequestInit = {}): Promise<Answer<Body>> {
    const response = await fetch(`${this.#service.url}${path}`, init);
    return { status: response.status, body: (await response.json()) as Body };
  }
}

export async function askOverNats(transport: Transport, body: unknown): Promise<Answered> {
  const reply = await transport.request(NEAREST_SUBJECT, JSON.stringify(body), 5_000);
  return JSON.parse(Buffer.from(reply).toString()) as Answered;
}
