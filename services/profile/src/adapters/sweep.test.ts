import type { Envelope } from '@jophiel/contracts';
import { Outbox } from '@jophiel/messaging';
import { openLogs } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deliver,
  event,
  fold,
  fresh,
  now,
  profileOf,
  signalsOf,
  storeSample,
  tables,
  vectorOf,
} from '../../test/given-profiles.ts';
import { onInteractionRecorded } from '../handlers/on-interaction-recorded.ts';
import { onProfileRefold } from '../handlers/on-profile-refold.ts';
import { sweep } from './sweep.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let database: Database;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  database = postgres.connect({ role: 'jophiel_profile' });
});
afterAll(async () => {
  await nats.remove();
  await postgres.remove();
});

/** Sweeps until there is work for this number of users, and does it. @returns the users, sorted */
async function sweepUntil(users: number): Promise<string[]> {
  const transport = await nats.connect();
  const outbox = new Outbox({ database, tables, transport, onFailure: () => {} });
  const work = await transport.subscribe({
    name: 'profile-work-profile-refold',
    subject: 'work.profile.refold',
    maxHeld: 10,
  });
  const stopping = new AbortController();
  const logger = await (
    await openLogs({ service: 'test', level: 'error', rotateAtBytes: 1e6, keep: 1 })
  ).feature('test');
  const sweeping = sweep(
    { database, outbox, layout: fold.layout, everyMs: 20, logger, now: () => new Date() },
    stopping.signal,
  );
  const found = await eventually(async () => {
    const [delivery] = await work.next(1);
    delivery!.ack();
    const event = JSON.parse(Buffer.from(delivery!.body).toString()) as Envelope<{ user_ids: string[] }>;
    expect(event.payload.user_ids).toHaveLength(users);
    return event;
  });
  stopping.abort();
  await sweeping;
  await outbox.settled();
  await work.stop();
  await deliver(database, onProfileRefold(fold), [found]);
  return found.payload.user_ids.toSorted();
}

test('finds only users whose pending signal now has a vector, and users with sums of a former layout', async () => {
  const [waits, stillWaits, outdated, settled] = [fresh('u'), fresh('u'), fresh('u'), fresh('u')];
  const [known, later] = [fresh('s'), fresh('s')];
  await storeSample(postgres.database, known, vectorOf({ genero: ['trap'] }));
  await deliver(database, onInteractionRecorded(fold), [
    event('like', waits, { sampleId: later }),
    event('like', stillWaits, { sampleId: fresh('never') }),
    event('like', outdated, { sampleId: known }),
    event('like', settled, { sampleId: known }),
  ]);
  // No event announces this vector, as when it comes while the interaction is being stored.
  await storeSample(postgres.database, later, vectorOf({ genero: ['polka'] }));
  await postgres.database.execute({
    text: `UPDATE user_taste_profiles SET layout = 'former' WHERE user_id = $1`,
    values: [outdated],
  });
  expect(await sweepUntil(2)).toEqual([waits, outdated].sort());
  expect(await signalsOf(database, waits)).toMatchObject([{ pending: false }]);
  expect(await profileOf(database, waits)).toMatchObject({ taste: expect.any(Float32Array) });
  expect(await profileOf(database, outdated)).toMatchObject({ layout: fold.layout });
});

test('a pending signal that was undone is checked once only', async () => {
  const [user, sampleId] = [fresh('u'), fresh('s')];
  await deliver(database, onInteractionRecorded(fold), [
    event('like', user, { sampleId }),
    event('unlike', user, { sampleId, at: now.getTime() + 1 }),
  ]);
  await storeSample(postgres.database, sampleId, vectorOf({ genero: ['polka'] }));
  expect(await sweepUntil(1)).toEqual([user]);
  expect(await signalsOf(database, user)).toMatchObject([{ amount: 0, pending: false }]);
});
