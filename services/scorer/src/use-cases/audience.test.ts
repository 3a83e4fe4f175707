import { audienceChunk, feedUpdated, sampleVectorized } from '@jophiel/contracts';
import type { CausedEvent } from '@jophiel/events';
import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asScorer,
  change,
  countTerms,
  daysAgo,
  fresh,
  type GivenSample,
  now,
  options,
  storeSamples,
  tasteFor,
} from '@jophiel/candidates/given-catalogue';
import { asked, contextOn, deliver, feedOf, payloads, storeUsers } from '../../test/given-users.ts';
import { eraseFeeds } from '../statements/erase-feeds.ts';
import { computeFeeds } from './compute-feeds.ts';
import { onAudienceChunk } from '../handlers/on-audience-chunk.ts';
import { onSampleVectorized } from '../handlers/on-sample-vectorized.ts';

let postgres: GivenPostgres;
let database: Database;
let context: ReturnType<typeof contextOn>;

const trap = { genero: ['trap'] };
const polka = { genero: ['polka'] };
const audience = { nearest: 3, followers: 3, publishedWithinHours: 24 };

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  const series = (prefix: string, metadata: Record<string, unknown>) =>
    Array.from({ length: 210 }, (_, index) => ({
      sampleId: `${prefix}${index}`,
      creatorId: `maker of ${prefix}`,
      publishedAt: daysAgo(30 + index),
      metadata,
    }));
  await storeSamples(postgres.database, [...series('trap', trap), ...series('polka', polka)]);
  await countTerms(postgres.database);
  context = contextOn(database);
  await context.refresh();
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  await postgres.database.execute({ text: `DELETE FROM sample_vectors WHERE sample_id LIKE 'new-%'` });
  await postgres.database.execute({
    text: 'TRUNCATE user_taste_profiles, user_follows, user_signals, user_feed_recommendations, audience_tokens',
  });
});

async function listener(about: Omit<Parameters<typeof storeUsers>[1], 'userId'> = {}): Promise<string> {
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, ...about });
  await recompute(userId);
  return userId;
}

async function recompute(userId: string) {
  const request = { userId, cause: asked('profile.updated', {}), atLeast: undefined };
  return database.transaction(async (transaction) => computeFeeds([request], { transaction, now }, context));
}

const vectorized = ({ sampleId, creatorId, publishedAt }: GivenSample, about: Record<string, unknown> = {}) =>
  asked(sampleVectorized.subject, {
    sample_id: sampleId,
    creator_id: creatorId ?? 'creator',
    published_at: (publishedAt ?? now).toISOString(),
    layout: options.layout.id,
    first: true,
    ...about,
  });

const figures: { offered: number; left: number }[] = [];

/** Stores and publishes samples. @returns the chunks of users to offer them to */
async function publish(samples: readonly GivenSample[], in_: Partial<typeof audience> = {}) {
  await storeSamples(postgres.database, samples);
  return announce(
    samples.map((sample) => vectorized(sample)),
    in_,
  );
}

async function announce(events: readonly ReturnType<typeof vectorized>[], in_: Partial<typeof audience> = {}) {
  const subscriber = onSampleVectorized({
    audience: { ...audience, ...in_ },
    layout: options.layout.id,
    onNews: (of) => figures.push(of),
  });
  return deliver(database, subscriber, events);
}

const offersIn = (chunks: readonly CausedEvent[]) =>
  payloads(chunks).flatMap((payload) => (payload as { offers: { user_id: string; sample_ids: string[] }[] }).offers);
const usersIn = (chunks: readonly CausedEvent[]) => offersIn(chunks).map(({ user_id }) => user_id);

async function offer(chunks: readonly CausedEvent[]) {
  const handled = [];
  const subscriber = onAudienceChunk(context, { onOffered: () => {} });
  for (const { envelope } of chunks) handled.push(...(await deliver(database, subscriber, [envelope])));
  return handled;
}

const offerTo = async (userId: string, ...sample_ids: string[]) =>
  deliver(database, onAudienceChunk(context, { onOffered: () => {} }), [
    asked(audienceChunk.subject, { offers: [{ user_id: userId, sample_ids }] }),
  ]);

const newTrap = (): GivenSample => ({ sampleId: fresh('new'), creatorId: fresh('creator'), metadata: trap });
const newPolka = (): GivenSample => ({ sampleId: fresh('new'), creatorId: fresh('creator'), metadata: polka });

describe('the audience of a new sample', () => {
  test('is the followers of its creator, the most recently active first, up to the limit', async () => {
    const creatorId = fresh('creator');
    const users: string[] = [];
    for (let index = 0; index < 5; index++) {
      const userId = await listener({ followed: [creatorId] });
      await postgres.database.execute({
        text: 'UPDATE user_taste_profiles SET updated_at = $2 WHERE user_id = $1',
        values: [userId, daysAgo(index)],
      });
      users.push(userId);
    }
    await postgres.database.execute({
      text: 'UPDATE user_follows SET active = false WHERE user_id = $1',
      values: [users[1]],
    });
    const chunks = await publish([{ sampleId: fresh('new'), creatorId, metadata: {} }], { nearest: 0 });
    // A sample with empty metadata has no vector.
    expect(new Set(usersIn(chunks))).toEqual(new Set([users[0], users[2], users[3]]));
  });

  test('is the users with the nearest tastes, up to the limit', async () => {
    const strengths = [0.5, 1, 0.8, 0.9, 0.7];
    const users: string[] = [];
    for (const strength of strengths)
      users.push(await listener({ taste: tasteFor({ genero: ['jungle'] }).map((value) => strength * value) }));
    await storeSamples(postgres.database, [{ sampleId: fresh('first'), metadata: { genero: ['jungle'] } }]);
    await countTerms(postgres.database);
    await context.refresh();
    for (const userId of users) await recompute(userId);
    const chunks = await publish([{ ...newTrap(), metadata: { genero: ['jungle'] } }]);
    expect(new Set(usersIn(chunks))).toEqual(new Set([users[1], users[2], users[3]]));
  });

  test('excludes users whose taste has none of its tokens', async () => {
    const outsider = await listener({ taste: tasteFor(polka) });
    expect(usersIn(await publish([newTrap()], { nearest: 10_000 }))).not.toContain(outsider);
  });

  test('is found by the current taste, not by a former one', async () => {
    const userId = await listener({ taste: tasteFor(polka) });
    const nearest = { nearest: 10_000 };
    expect(usersIn(await publish([newPolka()], nearest))).toContain(userId);
    await storeUsers(postgres.database, { userId, version: 2, taste: tasteFor(trap) });
    await recompute(userId);
    expect(usersIn(await publish([newPolka()], nearest))).not.toContain(userId);
    expect(usersIn(await publish([newTrap()], nearest))).toContain(userId);
    await postgres.database.transaction(async (transaction) => eraseFeeds(transaction, [userId]));
    expect(usersIn(await publish([newTrap()], nearest))).not.toContain(userId);
  });

  test('of several samples has each user once, in chunks of fifty', async () => {
    const creatorId = fresh('creator');
    const users = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const userId = fresh('u');
        await storeUsers(postgres.database, { userId, followed: [creatorId] });
        return userId;
      }),
    );
    const samples = [newTrap(), newTrap()].map((sample) => ({ ...sample, creatorId }));
    const chunks = await publish(samples, { followers: 100, nearest: 0 });
    expect(chunks.map((chunk) => offersIn([chunk]).length)).toEqual([50, 10]);
    expect(new Set(usersIn(chunks))).toEqual(new Set(users));
    for (const { sample_ids } of offersIn(chunks))
      expect(sample_ids.toSorted()).toEqual(samples.map(({ sampleId }) => sampleId).toSorted());
  });
});

describe('no news', () => {
  const expectNoNews = async (
    event: ReturnType<typeof vectorized>,
    sample: GivenSample,
    prepare: () => Promise<unknown> = async () => {},
  ) => {
    await listener({ taste: tasteFor(trap) });
    await storeSamples(postgres.database, [sample]);
    await prepare();
    expect(await announce([event])).toEqual([]);
    expect(figures.at(-1)).toEqual({ offered: 0, left: 1 });
  };

  test('is a sample published too long ago', async () => {
    const sample = { ...newTrap(), publishedAt: daysAgo(2) };
    await expectNoNews(vectorized(sample), sample);
    expect(await announce([vectorized(sample)], { publishedWithinHours: 49 })).not.toEqual([]);
    expect(figures.at(-1)).toEqual({ offered: 1, left: 0 });
  });

  test('is a copy of another sample', async () => {
    const sample = newTrap();
    await expectNoNews(vectorized(sample, { duplicate_of: 'trap0' }), sample);
  });

  test('is a sample removed before its event was handled', async () => {
    const sample = newTrap();
    await expectNoNews(vectorized(sample), sample, async () =>
      change(postgres.database, sample.sampleId, 'removed_at = now()'),
    );
  });

  test('is a sample with a vector of another layout', async () => {
    const sample = { ...newTrap(), layout: 'former' };
    await expectNoNews(vectorized(sample), sample);
  });
});

describe('a feed that is offered a new sample', () => {
  test('inserts it at its rank, keeps its size and order, and is published', async () => {
    const userId = await listener({ version: 3, taste: tasteFor(trap) });
    const before = (await feedOf(database, userId))!;
    const sample = newTrap();
    const news = await offer(await publish([sample], { nearest: 10_000 }));
    const after = (await feedOf(database, userId))!;
    expect(before.sample_ids).toHaveLength(200);
    expect(after.sample_ids).toEqual([sample.sampleId, ...before.sample_ids.slice(0, 199)]);
    expect(after.scores).toEqual([expect.closeTo(1.2, 5), ...before.scores.slice(0, 199)]);
    expect(after).toMatchObject({ version: 2, profile_version: 3, ranked_at: before.ranked_at });
    const own = news.find(({ envelope }) => (envelope.payload as { user_id: string }).user_id === userId)!;
    expect(own.contract).toBe(feedUpdated);
    expect(own.envelope.payload).toMatchObject({ version: 2, profile_version: 3, size: 200 });
  });

  test('has it at the rank that a new ranking of all candidates would give', async () => {
    const creatorId = fresh('creator');
    const userId = await listener({ taste: tasteFor({ genero: ['trap', 'polka'] }), followed: [creatorId] });
    const sample = { ...newTrap(), creatorId };
    await storeSamples(postgres.database, [sample]);
    await offerTo(userId, sample.sampleId);
    const inserted = (await feedOf(database, userId))!;
    await recompute(userId);
    const ranked = (await feedOf(database, userId))!;
    expect(inserted.sample_ids.indexOf(sample.sampleId)).toBe(ranked.sample_ids.indexOf(sample.sampleId));
    expect(inserted.scores[0]).toBeCloseTo(ranked.scores[0]!, 9);
  });

  test('inserts several with one change', async () => {
    const userId = await listener({ taste: tasteFor(trap) });
    const samples = [newTrap(), newTrap()];
    await storeSamples(postgres.database, samples);
    expect(await offerTo(userId, ...samples.map(({ sampleId }) => sampleId))).toHaveLength(1);
    expect((await feedOf(database, userId))!.sample_ids.slice(0, 2).toSorted()).toEqual(
      samples.map(({ sampleId }) => sampleId).toSorted(),
    );
  });

  test.each([
    ['the sample scores too low', newPolka, async () => {}],
    [
      'the user has decided on it',
      newTrap,
      async (userId: string, { sampleId }: GivenSample) =>
        storeUsers(postgres.database, { userId, taste: tasteFor(trap), decided: [sampleId] }),
    ],
    ['the sample is already in it', newTrap, async (userId: string) => void (await recompute(userId))],
    [
      'the sample was removed meanwhile',
      newTrap,
      async (_: string, { sampleId }: GivenSample) => change(postgres.database, sampleId, 'removed_at = now()'),
    ],
  ] as const)('does not change when %s', async (_, make, prepare) => {
    const userId = await listener({ taste: tasteFor(trap) });
    const sample = { ...make(), publishedAt: make === newPolka ? daysAgo(300) : now };
    await storeSamples(postgres.database, [sample]);
    await prepare(userId, sample);
    const before = await feedOf(database, userId);
    expect(await offerTo(userId, sample.sampleId)).toEqual([]);
    expect(await feedOf(database, userId)).toEqual(before);
  });

  test('of a user without a taste inserts a sample of a followed creator', async () => {
    const creatorId = fresh('creator');
    const userId = await listener({ followed: [creatorId] });
    const sample = { ...newPolka(), creatorId };
    expect(await offer(await publish([sample]))).toHaveLength(1);
    expect((await feedOf(database, userId))!.sample_ids[0]).toBe(sample.sampleId);
  });

  test('does not replace the reaction to a newer profile', async () => {
    const userId = await listener({ version: 1, taste: tasteFor(trap) });
    await storeUsers(postgres.database, { userId, version: 2, taste: tasteFor(polka) });
    const sample = newPolka();
    await storeSamples(postgres.database, [sample]);
    await offerTo(userId, sample.sampleId);
    expect(await feedOf(database, userId)).toMatchObject({ version: 2, profile_version: 1 });
  });

  test('is not created for a user without one', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap) });
    expect(await offerTo(userId, 'trap0')).toEqual([]);
    expect(await feedOf(database, userId)).toBeUndefined();
  });
});

test('concurrent offers and a reaction lose nothing: every version is published, and the feed has the sample', async () => {
  const userId = await listener({ version: 1, taste: tasteFor(trap) });
  const samples = Array.from({ length: 4 }, newTrap);
  await storeSamples(postgres.database, samples);
  await storeUsers(postgres.database, { userId, version: 2, taste: tasteFor(trap) });
  const cause = asked('profile.updated', {});
  const reaction = database.transaction(async (transaction) =>
    computeFeeds([{ userId, cause, atLeast: 2 }], { transaction, now }, context),
  );
  const all = await Promise.all([reaction, ...samples.map(async ({ sampleId }) => offerTo(userId, sampleId))]);
  const versions = payloads(all.flat()).map((payload) => (payload as { version: number }).version);
  const feed = (await feedOf(database, userId))!;
  expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: feed.version - 1 }, (_, index) => index + 2));
  expect(feed.profile_version).toBe(2);
  for (const { sampleId } of samples) expect(feed.sample_ids).toContain(sampleId);
});
