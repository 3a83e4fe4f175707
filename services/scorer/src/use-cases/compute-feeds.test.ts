import { feedUpdated, profileUpdated } from '@jophiel/contracts';
import type { CausedEvent } from '@jophiel/events';
import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asScorer,
  change,
  countTerms,
  daysAgo,
  fresh,
  now,
  options,
  storeSamples,
  tasteFor,
} from '@jophiel/candidates/given-catalogue';
import { asked, contextOn, feedOf, payloads, storeUsers } from '../../test/given-users.ts';
import { computeFeeds, type FeedContext } from './compute-feeds.ts';

let postgres: GivenPostgres;
let database: Database;
let context: FeedContext;

const trap = { genero: ['trap'] };
const polka = { genero: ['polka'] };

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  const series = (prefix: string, count: number, metadata: object, creatorId: string) =>
    Array.from({ length: count }, (_, index) => ({
      sampleId: `${prefix}${index}`,
      creatorId,
      publishedAt: daysAgo(200 + index),
      metadata: { ...metadata },
    }));
  await storeSamples(postgres.database, [...series('trap', 220, trap, 'a'), ...series('polka', 30, polka, 'b')]);
  await countTerms(postgres.database);
  await postgres.database.execute({ text: `INSERT INTO trending_samples VALUES (1, 'polka29', 1, 1, now())` });
  await postgres.database.execute({ text: `INSERT INTO sample_popularity VALUES ('polka29', 1)` });
  const real = contextOn(database);
  await real.refresh();
  context = real;
});
afterAll(async () => postgres.remove());

/** Computes each user's feed in its own transaction. */
async function compute(userId: string, about: { atLeast?: number; in?: FeedContext; at?: Date } = {}) {
  const cause = asked(profileUpdated.subject, {});
  const request = { userId, cause, atLeast: about.atLeast };
  return database.transaction(async (transaction) =>
    computeFeeds([request], { transaction, now: about.at ?? now }, about.in ?? context),
  );
}

/** Computes many feeds as the batch does. @returns the events */
async function computeAll(userIds: readonly string[], by: FeedContext) {
  const cause = asked(profileUpdated.subject, {});
  const requests = userIds.map((userId) => ({ userId, cause, atLeast: undefined }));
  const events = await database.transaction(async (transaction) => computeFeeds(requests, { transaction, now }, by));
  return payloads(events) as { user_id: string; version: number }[];
}

/** The physical place of the items: it changes when they are written again. */
async function writtenItems(userId: string) {
  return database.query({
    text: `SELECT pg_column_toast_chunk_id(sample_ids) AS ids, pg_column_toast_chunk_id(scores) AS scores
           FROM user_feed_recommendations WHERE user_id = $1`,
    values: [userId],
  });
}

/** A slow search for candidates, which waits for its release. */
function held() {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let isFirst = true;
  const slow: FeedContext = {
    ...context,
    candidates: {
      async find(requests) {
        const found = await context.candidates.find(requests);
        if (isFirst) {
          isFirst = false;
          arrived.resolve();
          await released.promise;
        }
        return found;
      },
    },
  };
  return { slow, arrived: arrived.promise, release: () => released.resolve() };
}

/** Replaces the feed by the next version of the same old profile, unless the row is locked. */
async function overtake(userId: string): Promise<'overtaken' | 'kept out'> {
  return postgres.database
    .transaction(async (transaction) => {
      await transaction.execute({ text: `SET LOCAL lock_timeout = '100ms'` });
      await transaction.execute({
        text: 'UPDATE user_feed_recommendations SET version = version + 1 WHERE user_id = $1',
        values: [userId],
      });
      return 'overtaken' as const;
    })
    .catch(() => 'kept out' as const);
}

const versions = (events: readonly CausedEvent[]) =>
  payloads(events).map((payload) => (payload as { version: number }).version);
const kinds = async (userId: string) =>
  new Set((await feedOf(database, userId))!.sample_ids.map((id) => id.replace(/\d+$/, '')));

describe('a feed', () => {
  test('is stored with the best 200 in order, and is published', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, version: 4, taste: tasteFor(trap) });
    const [event] = await compute(userId);
    const feed = (await feedOf(database, userId))!;
    expect(feed).toMatchObject({ version: 1, profile_version: 4, layout: options.layout.id, generated_at: now });
    expect(feed.sample_ids).toHaveLength(200);
    expect(new Set(feed.sample_ids).size).toBe(200);
    expect(feed.sample_ids.slice(0, 2)).toEqual(['trap0', 'trap1']);
    expect(feed.scores).toHaveLength(200);
    expect(feed.scores).toEqual(feed.scores.toSorted((a, b) => b - a));
    expect(event!.contract).toBe(feedUpdated);
    expect(event!.envelope.payload).toEqual({
      user_id: userId,
      version: 1,
      profile_version: 4,
      generated_at: now.toISOString(),
      size: 200,
    });
  });

  test('that is computed again without a change keeps its version and gets a new ranking time', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap) });
    await compute(userId);
    const [before, written] = [await feedOf(database, userId), await writtenItems(userId)];
    const later = new Date(now.getTime() + 86_400_000);
    expect(await compute(userId, { at: later })).toEqual([]);
    expect(await feedOf(database, userId)).toEqual({ ...before, ranked_at: later });
    expect(await writtenItems(userId)).toEqual(written);
  });

  test('that is computed again gets the next version when an item or a score changed', async () => {
    const [userId, sampleId] = [fresh('u'), fresh('new')];
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap) });
    await compute(userId);
    await storeSamples(postgres.database, [{ sampleId, metadata: trap }]);
    expect(versions(await compute(userId))).toEqual([2]);
    expect((await feedOf(database, userId))!.sample_ids).toContain(sampleId);
    // Three days later the novelty of the new one is worth .014 less.
    const later = new Date(now.getTime() + 3 * 86_400_000);
    expect(versions(await compute(userId, { at: later }))).toEqual([3]);
    expect(await feedOf(database, userId)).toMatchObject({ generated_at: later, ranked_at: later });
    await change(postgres.database, sampleId, 'removed_at = now()');
  });

  test('that is computed again by another definition gets the next version, even with equal items', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap) });
    await compute(userId);
    const redefined = { ...context, arms: { ...context.arms, id: 'another' } };
    expect(versions(await compute(userId, { in: redefined }))).toEqual([2]);
  });

  test('is compared per user, with more users than one search takes', async () => {
    const users = Array.from({ length: 70 }, () => fresh('many'));
    await storeUsers(
      postgres.database,
      ...users.map((userId, index) => ({ userId, taste: tasteFor(index % 2 ? trap : polka) })),
    );
    const counted = { unchanged: 0 };
    const counting = { ...context, onUnchanged: (feeds: number) => void (counted.unchanged += feeds) };
    expect(new Set((await computeAll(users, counting)).map(({ user_id }) => user_id))).toEqual(new Set(users));
    await storeUsers(postgres.database, { userId: users[3]!, version: 2, taste: tasteFor(polka) });
    expect(await computeAll(users, counting)).toMatchObject([{ user_id: users[3]!, version: 2 }]);
    expect(counted.unchanged).toBe(69);
    for (const [index, userId] of users.entries())
      expect((await feedOf(database, userId))!.sample_ids[0]).toBe(index % 2 && index !== 3 ? 'trap0' : 'polka0');
  });

  test('of the requested profile, or of a later one, is not recomputed', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, version: 5, taste: tasteFor(trap) });
    await compute(userId);
    for (const atLeast of [4, 5]) expect(await compute(userId, { atLeast })).toEqual([]);
    expect(await feedOf(database, userId)).toMatchObject({ version: 1 });
    await storeUsers(postgres.database, { userId, version: 6, taste: tasteFor(polka) });
    expect(versions(await compute(userId, { atLeast: 6 }))).toEqual([2]);
  });

  test('excludes decided items, under each of their names', async () => {
    const [userId, copy] = [fresh('u'), fresh('copy')];
    await storeSamples(postgres.database, [{ sampleId: copy, metadata: trap }]);
    await postgres.database.execute({
      text: `UPDATE sample_vectors SET duplicate_of = 'trap7' WHERE sample_id = $1`,
      values: [copy],
    });
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap), decided: ['trap0', copy] });
    await compute(userId);
    const { sample_ids } = (await feedOf(database, userId))!;
    expect(sample_ids).toContain('trap1');
    for (const decided of ['trap0', 'trap7', copy]) expect(sample_ids).not.toContain(decided);
  });

  test('may contain items with an undone decision, and items that were only played', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap), decided: ['trap0'] });
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap), decided: ['trap1'], interaction: 'play' });
    await postgres.database.execute({
      text: `UPDATE user_signals SET amount = 0 WHERE user_id = $1 AND sample_id = 'trap0'`,
      values: [userId],
    });
    await compute(userId);
    expect((await feedOf(database, userId))!.sample_ids.slice(0, 2)).toEqual(['trap0', 'trap1']);
  });

  test('starts with samples of a followed creator, until the follow ends', async () => {
    const userId = fresh('u');
    const unsure = tasteFor(trap).map((value) => 0.3 * value);
    await storeUsers(postgres.database, { userId, taste: unsure, followed: ['b'] });
    await compute(userId);
    expect((await feedOf(database, userId))!.sample_ids[0]).toBe('polka0');
    await postgres.database.execute({
      text: 'UPDATE user_follows SET active = false WHERE user_id = $1',
      values: [userId],
    });
    await compute(userId);
    expect((await feedOf(database, userId))!.sample_ids[0]).toBe('trap0');
  });
});

describe('a user without a taste', () => {
  test.each([
    ['without any data', {}],
    ['with a taste of a former layout', { taste: tasteFor(trap), layout: 'former' }],
  ])('%s gets the trending and then the newest samples', async (_, about) => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, ...about });
    await compute(userId);
    const feed = (await feedOf(database, userId))!;
    expect(feed.sample_ids.slice(0, 3)).toEqual(['polka29', 'trap0', 'polka0']);
    expect(feed.scores[0]).toBeGreaterThan(1);
    expect(feed.sample_ids).toHaveLength(200);
  });
});

test('without a profile gets no feed', async () => {
  const unknownUser = fresh('u');
  expect(await compute(unknownUser)).toEqual([]);
  expect(await feedOf(database, unknownUser)).toBeUndefined();
});

describe('of two concurrent computations of one feed', () => {
  test('the slower, of the same profile, stores nothing', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, taste: tasteFor(trap) });
    const { slow, arrived, release } = held();
    const slower = compute(userId, { in: slow });
    await arrived;
    expect(versions(await compute(userId))).toEqual([1]);
    release();
    expect(await slower).toEqual([]);
    expect(await feedOf(database, userId)).toMatchObject({ version: 1 });
  });

  test('the slower, of an older profile, does not replace the newer one', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, version: 1, taste: tasteFor(trap) });
    const { slow, arrived, release } = held();
    const older = compute(userId, { in: slow });
    await arrived;
    await storeUsers(postgres.database, { userId, version: 2, taste: tasteFor(polka) });
    expect(versions(await compute(userId))).toEqual([1]);
    release();
    expect(await older).toEqual([]);
    expect(await feedOf(database, userId)).toMatchObject({ version: 1, profile_version: 2 });
    expect((await feedOf(database, userId))!.sample_ids[0]).toBe('polka0');
  });

  test('the slower, of a newer profile, replaces the older one in the end', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, version: 1, taste: tasteFor(trap) });
    const [first, second] = [held(), held()];
    const older = compute(userId, { in: first.slow });
    await first.arrived;
    await storeUsers(postgres.database, { userId, version: 2, taste: tasteFor(polka) });
    const newer = compute(userId, { in: second.slow });
    await second.arrived;
    first.release();
    expect(versions(await older)).toEqual([1]);
    expect(await kinds(userId)).toContain('trap');
    second.release();
    expect(versions(await newer)).toEqual([2]);
    expect(await feedOf(database, userId)).toMatchObject({ version: 2, profile_version: 2 });
    expect((await feedOf(database, userId))!.sample_ids[0]).toBe('polka0');
  });

  test('a loser locks the row against the others, and is stored in the end', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, version: 1, taste: tasteFor(trap) });
    await compute(userId);
    await storeUsers(postgres.database, { userId, version: 2, taste: tasteFor(polka) });
    const outcomes: string[] = [];
    const overtaken: FeedContext = {
      ...context,
      candidates: {
        async find(requests) {
          outcomes.push(await overtake(userId));
          return context.candidates.find(requests);
        },
      },
    };
    expect(versions(await compute(userId, { in: overtaken, atLeast: 2 }))).toEqual([3]);
    expect(outcomes).toEqual(['overtaken', 'kept out']);
    expect(await feedOf(database, userId)).toMatchObject({ profile_version: 2 });
  });

  test('any number of them leaves one feed, and one event per version', async () => {
    const userId = fresh('u');
    await storeUsers(postgres.database, { userId, version: 3, taste: tasteFor(trap) });
    // Each holds two of eight connections: one for its transaction, one to search.
    const told = (await Promise.all(Array.from({ length: 4 }, async () => compute(userId)))).flatMap(versions);
    const feed = (await feedOf(database, userId))!;
    expect(told.toSorted((a, b) => a - b)).toEqual(Array.from({ length: feed.version }, (_, index) => index + 1));
  });
});
