import { randomUUID } from 'node:crypto';
import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { openLogs } from '@jophiel/observability';
import { startFollowing } from '@jophiel/service';
import { eventually, type GivenNats, givenNats } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RecentChanges } from '../use-cases/recent-changes.ts';
import { followChanges } from './follow-changes.ts';

const logs = await openLogs({ service: 'test', level: 'error', rotateAtBytes: 1e6, keep: 1 });
const logger = await logs.feature('test');

let nats: GivenNats;
let connection: Awaited<ReturnType<typeof connectNats>>;
let transport: Transport;
beforeAll(async () => {
  nats = await givenNats();
  connection = await connectNats({ url: nats.url, name: 'followed' });
  transport = await jetStreamTransport(connection, { replicas: 1, scale: 0.05 });
});
afterAll(async () => {
  await connection.close();
  await nats.remove();
});

let clock: number;
let changes: RecentChanges<never>;
beforeEach(async () => {
  clock = 100;
  changes = new RecentChanges(10);
  const stopping = new AbortController();
  const follows = followChanges(changes, () => new Date(clock)).map((each) => ({ ...each, logger }));
  const following = startFollowing(follows, transport, stopping.signal);
  await eventually(() => expect(following.missing()).toEqual([]));
  return async () => {
    stopping.abort();
    await following.stop();
  };
});

const at = { service: 'vectorizer', now: new Date('2026-03-01T12:00:00Z') };
async function say(what: 'vectorized' | 'removed', sample_id: string): Promise<void> {
  const cause = causeWithoutEvent({ name: 'test', id: randomUUID(), ...at });
  const about = { sample_id, creator_id: '1', published_at: at.now.toISOString(), layout: 'a', first: true };
  const { contract, envelope } =
    what === 'removed'
      ? causedBy(sampleRemoved, { sample_id }, cause, at)
      : causedBy(sampleVectorized, about, cause, at);
  await transport.publish([{ subject: contract.subject, id: envelope.event_id, body: JSON.stringify(envelope) }]);
}
const since = (at: number) => changes.since(at)?.map(({ sampleId }) => sampleId);

test('samples that are described and that go away are noted, from when it began', async () => {
  expect([since(99), since(100)]).toEqual([undefined, []]);
  await say('vectorized', 'new');
  await say('removed', 'gone');
  await eventually(() => expect(new Set(since(100))).toEqual(new Set(['new', 'gone'])));
});

test('what is from before a broken connection is not vouched for any more, and what comes after is noted', async () => {
  clock = 200;
  expect(since(150)).toEqual([]);
  await connection.reconnect();
  await eventually(() => expect([since(199), since(200)]).toEqual([undefined, []]));
  clock = 300;
  await eventually(async () => {
    await say('vectorized', 'after');
    expect(since(200)).toEqual(['after']);
  });
});
