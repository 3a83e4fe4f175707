import { randomUUID } from 'node:crypto';
import { fetchWithKey, readMetrics, waitUntilHandled } from '@jophiel/local';
import { seed } from '@jophiel/local/seed';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Platform } from '../stack/platform.ts';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

interface Described {
  readonly sample_id: number;
  readonly creator_id: number;
  readonly metadata: { readonly genero?: string[] };
}

const DAY = 86_400_000;
/** A catalogue of a month ago, so that all of it is old and nothing but what a test publishes is news. */
const size = { users: 50, samples: 3_000, interactions: 500, seed: 5, now: Date.now() - 30 * DAY };

let stack: RunningStack;
let platform: Platform;
const samples = [...new ImaginaryPlatform(loadDefinition('audio'), size).samples()].map(
  ({ payload }) => payload as unknown as Described,
);
const ofGenre = (genre: string) => samples.filter(({ metadata }) => metadata.genero?.[0] === genre);
const [genre, otherGenre] = [...new Set(samples.flatMap(({ metadata }) => metadata.genero?.slice(0, 1) ?? []))].sort(
  (a, b) => ofGenre(b).length - ofGenre(a).length,
) as [string, string];
let lastUser = 700_000;
let lastSample = 9_000_000;

beforeAll(async () => {
  // Without batches: what reaches a feed in these tests reaches it without one.
  stack = await startStack({ environment: { BATCH_EVERY_MINUTES: '525600000' } });
  platform = new Platform(stack);
  await seed(stack, size, () => {});
  await waitUntilHandled(stack, () => {});
}, 120_000);
afterAll(async () => stack.stop());

/** A user who has liked some samples of a genre, and a feed. */
async function listener(of: string): Promise<number> {
  const user = ++lastUser;
  for (const { sample_id } of ofGenre(of).slice(0, 4))
    await platform.changing(user, async () => platform.does(user, 'like', { sample_id }));
  return user;
}

/** That a sample like one that is there is published, now or at another time. */
const publication = (like: Described, creator_id: number, at = new Date()) => ({
  event_name: 'sample.lifecycle.created',
  event_id: randomUUID(),
  event_timestamp: at.toISOString(),
  source: 'platform.v2',
  payload: { ...like, sample_id: ++lastSample, creator_id },
});

async function publish(...about: Parameters<typeof publication>): Promise<number> {
  const event = publication(...about);
  await platform.send(event);
  return event.payload.sample_id;
}

const ids = async (user: number) => (await platform.feed(user)).sample_ids;
const counted = async (service: 'scorer' | 'ingestion', name: string) =>
  (await readMetrics(stack.services[service]))
    .filter((sample) => sample.name === `jophiel_${name}`)
    .reduce((sum, { value }) => sum + value, 0);

test('a new sample is in the feeds of followers of its creator within moments, and other feeds do not change', async () => {
  const creator = 4_000_001;
  const [follower, stranger] = [await listener(genre), await listener(genre)];
  await platform.changing(follower, async () => platform.does(follower, 'follow', { followed_user_id: creator }));
  const [before, untouched] = [await platform.feed(follower), await platform.feed(stranger)];
  const stream = await platform.stream(follower);
  await stream.version(before.version);
  const published = await publish(ofGenre(otherGenre)[0]!, creator);
  await stream.version(before.version + 1);
  stream.close();
  const after = await platform.feed(follower);
  expect(after.sample_ids).toContain(published);
  expect(after.sample_ids.filter((id) => id !== published)).toEqual(
    before.sample_ids.slice(0, after.sample_ids.length - 1),
  );
  await waitUntilHandled(stack, () => {});
  expect(await platform.feed(stranger)).toEqual(untouched);
});

test('a new sample is in the feeds of those who like its genre, and a stranger’s stays as it is', async () => {
  const [fan, stranger] = [await listener(genre), await listener(otherGenre)];
  const [before, untouched] = [await platform.feed(fan), await platform.feed(stranger)];
  const published = await publish(ofGenre(genre)[0]!, 4_000_002);
  await eventually(async () => expect(await ids(fan)).toContain(published));
  expect((await platform.feed(fan)).version).toBe(before.version + 1);
  await waitUntilHandled(stack, () => {});
  expect(await platform.feed(stranger)).toEqual(untouched);
  expect(await counted('scorer', 'audience_feeds_total')).toBeGreaterThan(0);
});

test('many samples at once reach a feed with few changes', async () => {
  const fan = await listener(genre);
  const before = await platform.feed(fan);
  const events = ofGenre(genre)
    .slice(0, 40)
    .map((sample) => publication(sample, 4_000_003));
  await platform.send(events);
  await waitUntilHandled(stack, () => {});
  const after = await platform.feed(fan);
  const arrived = events.filter(({ payload }) => after.sample_ids.includes(payload.sample_id));
  expect(arrived.length).toBeGreaterThan(10);
  expect(after.version - before.version).toBeLessThan(arrived.length);
});

test('what was published long ago is no news: it waits for the batch', async () => {
  const creator = 4_000_004;
  const follower = await listener(genre);
  await platform.changing(follower, async () => platform.does(follower, 'follow', { followed_user_id: creator }));
  const left = await counted('scorer', 'audience_samples_total');
  const old = await publish(ofGenre(genre)[0]!, creator, new Date(Date.now() - 3 * DAY));
  await eventually(async () => expect(await counted('scorer', 'audience_samples_total')).toBeGreaterThan(left));
  await waitUntilHandled(stack, () => {});
  expect(await ids(follower)).not.toContain(old);
  await platform.changing(follower, async () =>
    fetchWithKey(`${stack.services.scorer}/v1/batch?everyone=true`, { method: 'POST' }),
  );
  expect(await ids(follower)).toContain(old);
});
