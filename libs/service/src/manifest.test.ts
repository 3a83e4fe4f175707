import { randomUUID } from 'node:crypto';
import { nearestRequest, sampleDeleted, sampleRemoved, sampleVectorized, userDeleted } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import { following, subscriber } from '@jophiel/messaging';
import { type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWith } from '../test/given-service.ts';
import type { RunningService } from './service.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
});
afterAll(async () => Promise.all([postgres.remove(), nats.remove()]));

type Compose = Parameters<typeof startWith>[1];
const start = async (compose: Compose, manifest = {}): Promise<RunningService> =>
  startWith({ postgres, nats }, compose, { manifest });

const removed = () => {
  const at = { service: 'vectorizer', now: new Date('2026-03-01T12:00:00Z') };
  return causedBy(sampleRemoved, { sample_id: '1' }, causeWithoutEvent({ name: 'test', id: randomUUID(), ...at }), at);
};

const uses: Readonly<Record<string, readonly [list: string, subject: string, compose: Compose]>> = {
  subscriber: [
    'consumes',
    'user.deleted',
    () => ({ features: { removal: { subscribers: [subscriber(userDeleted, async () => [])] } } }),
  ],
  follow: [
    'follows',
    'user.deleted',
    () => ({ features: { removal: { follows: [following(userDeleted, () => {})] } } }),
  ],
  request: [
    'asks',
    'ann.nearest',
    ({ asking }) => {
      asking(nearestRequest);
      return {};
    },
  ],
  answer: [
    'answers',
    'ann.nearest',
    () => ({ features: { terms: { answers: [{ request: nearestRequest, answer: async () => '' }] } } }),
  ],
  'emitted event': [
    'emits',
    'sample.removed',
    ({ emitting }) => {
      emitting(sampleRemoved);
      return {};
    },
  ],
  "subscriber's event": [
    'emits',
    'sample.removed',
    () => {
      const emits = [sampleRemoved];
      return { features: { removal: { subscribers: [subscriber(sampleDeleted, async () => [], { emits })] } } };
    },
  ],
};

describe('"beyond which startService lets no service go"', () => {
  test.each(Object.keys(uses))('a %s that the manifest does not list is refused, with the remedy', async (use) => {
    const [list, subject, compose] = uses[use]!;
    await expect(start(compose)).rejects.toMatchObject({
      code: 'MANIFEST_INCOMPLETE',
      message: `vectorizer ${list} ${subject}, but its manifest does not list it. Add its contract to "${list}" in services/vectorizer/src/service.ts.`,
      faults: [{ path: `/${list}`, value: subject }],
    });
  });

  test.each(Object.keys(uses))('a %s that the manifest lists is accepted', async (use) => {
    const [, , compose] = uses[use]!;
    const service = await start(compose, {
      consumes: [sampleDeleted, userDeleted],
      follows: [userDeleted],
      asks: [nearestRequest],
      answers: [nearestRequest],
      emits: [sampleVectorized, sampleRemoved],
    });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    await service.stop();
  });

  test('an event other than those of its emitter fails its transaction: nothing is stored', async () => {
    const stored = async () => postgres.database.query({ text: 'SELECT FROM vectorizer_outbox' });
    const before = await stored();
    const storing: Compose = async ({ database, emitting }) => {
      const outbox = emitting(sampleVectorized);
      await database.transaction(async (transaction) => outbox.store(transaction, [removed()]));
      return {};
    };
    await expect(start(storing, { emits: [sampleVectorized, sampleRemoved] })).rejects.toMatchObject({
      code: 'MANIFEST_INCOMPLETE',
      faults: [{ path: '/emits', value: 'sample.removed' }],
    });
    expect(await stored()).toHaveLength(before.length);
  });
});

test('requests are answered from readiness until the stop', async () => {
  const ready = Promise.withResolvers<boolean>();
  const answers = [
    {
      request: nearestRequest,
      answer: async (body: Uint8Array) => `heard ${Buffer.from(body).toString()}`,
      whenReady: async () => ready.promise,
    },
  ];
  const service = await start(() => ({ features: { terms: { answers } } }), { answers: [nearestRequest] });
  const transport = await nats.connect();
  const ask = async () => Buffer.from(await transport.request('ann.nearest', 'me', 2_000)).toString();
  await expect(ask()).rejects.toMatchObject({ code: 'REQUEST_UNANSWERED' });
  ready.resolve(true);
  await expect.poll(ask, { timeout: 10_000 }).toBe('heard me');
  await service.stop();
  await expect(ask()).rejects.toMatchObject({ code: 'REQUEST_UNANSWERED' });
});
