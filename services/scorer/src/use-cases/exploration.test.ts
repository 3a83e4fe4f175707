import { CachedCandidates, withNamed } from '@jophiel/candidates';
import {
  asScorer,
  countTerms,
  daysAgo,
  domain,
  fresh,
  now,
  options,
  sourceOn,
  storeSamples,
  tasteFor,
} from '@jophiel/candidates/given-catalogue';
import { audienceChunk, profileUpdated } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import type { Database, Executor } from '@jophiel/postgres';
import { armsOf } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asked, contextOn, deliver, feedOf, logger, storeUsers } from '../../test/given-users.ts';
import { cacheCandidates } from '../adapters/cache-candidates.ts';
import { onAudienceChunk } from '../handlers/on-audience-chunk.ts';
import { Chances } from './chances.ts';
import { computeFeeds, type FeedContext } from './compute-feeds.ts';
import { refreshTrending } from './refresh-trending.ts';

const exploration = { share: 0.1, publishedWithinDays: 14, maxChances: 40 };
const trap = { genero: ['trap'] };
const polka = { genero: ['polka'] };
const NEW_ITEMS = 30;

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  await storeSamples(postgres.database, [
    ...Array.from({ length: 230 }, (_, index) => ({
      sampleId: `old${index}`,
      creatorId: `known${index}`,
      publishedAt: daysAgo(200 + index),
      metadata: trap,
    })),
    // Too far from the taste of trap to come by score, even new.
    ...Array.from({ length: NEW_ITEMS }, (_, index) => ({
      sampleId: `new${index}`,
      creatorId: `unknown${index}`,
      publishedAt: daysAgo(1),
      metadata: polka,
    })),
    { sampleId: 'aged', creatorId: 'aging', publishedAt: daysAgo(15), metadata: polka },
  ]);
  await countTerms(postgres.database);
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  await postgres.database.execute({
    text: 'TRUNCATE user_taste_profiles, user_signals, user_feed_recommendations, sample_chances, trending_samples',
  });
});

interface Replica {
  readonly context: FeedContext;
  readonly chances: Chances;
  readonly given: { chances: number; samples: number };
}

/** A scorer process: memory and connections of its own. */
async function replica(
  definition: Partial<DomainDefinition> = { exploration },
  own = postgres.connect(asScorer),
): Promise<Replica> {
  const given = { chances: 0, samples: 0 };
  const cached = new CachedCandidates(own, 10_000);
  const arms = armsOf({ ...domain, ...definition });
  const chances = new Chances({
    executor: own,
    exploration: definition.exploration ?? exploration,
    layout: options.layout.id,
    now: () => now,
    onGiven: (figures) => {
      given.chances += figures.chances;
      given.samples += figures.firstOfSamples;
    },
    cache: async (sampleIds) => cacheCandidates(cached, sampleIds, options.layout.id, now),
  });
  const real = contextOn(own);
  await real.refresh();
  const candidates = withNamed(sourceOn(own).candidates, {
    cached,
    layout: options.layout.id,
    now: () => now,
  });
  const isOn = arms.control.options.exploration !== undefined;
  return { context: { ...real, arms, candidates, ...(isOn && { chances }) }, chances, given };
}

async function compute(userIds: readonly string[], { context }: Pick<Replica, 'context'>, at = now) {
  const cause = asked(profileUpdated.subject, {});
  const requests = userIds.map((userId) => ({ userId, cause, atLeast: undefined }));
  return database.transaction(async (transaction) => computeFeeds(requests, { transaction, now: at }, context));
}

async function users(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => fresh('u'));
  await storeUsers(postgres.database, ...ids.map((userId) => ({ userId, taste: tasteFor(trap) })));
  return ids;
}

async function exploredOf(userId: string): Promise<Map<number, string>> {
  const { sample_ids, exploration: lifts } = (await feedOf(database, userId))!;
  return new Map(lifts.flatMap((lift, place) => (lift > 0 ? [[place + 1, sample_ids[place]!] as const] : [])));
}

/** By sample: in how many feeds exploration placed it. */
async function placedByItem(): Promise<Map<string, number>> {
  const rows = await database.query<{ sample_id: string; feeds: number }>({
    text: `SELECT sample_id, count(*)::int AS feeds
           FROM user_feed_recommendations CROSS JOIN unnest(sample_ids, exploration) AS item (sample_id, lift)
           WHERE lift > 0 GROUP BY sample_id`,
  });
  return new Map(rows.map((row) => [row.sample_id, row.feeds]));
}

async function reserved(): Promise<Map<string, number>> {
  const rows = await database.query<{ sample_id: string; chances: number }>({ text: 'SELECT * FROM sample_chances' });
  return new Map(rows.map((row) => [row.sample_id, row.chances]));
}

describe('a feed', () => {
  test('has a new item at every tenth place, lifted by a part of its own; no item twice', async () => {
    const [one] = await users(1);
    await compute([one!], await replica());
    const { sample_ids, scores, score_final, diversity, exploration: lifts } = (await feedOf(database, one!))!;
    const explored = await exploredOf(one!);
    expect([...explored.keys()]).toEqual(Array.from({ length: 20 }, (_, index) => 10 * (index + 1)));
    for (const sampleId of explored.values()) expect(sampleId).toMatch(/^new/);
    expect(sample_ids).toHaveLength(200);
    expect(new Set(sample_ids).size).toBe(200);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    scores.forEach((score, place) =>
      expect(score_final[place]! + (diversity[place] ?? 0) + lifts[place]!).toBeCloseTo(score, 12),
    );
  });

  test('is the same without exploration as with a share of 0, and as with the ranking "score-final"', async () => {
    const [one] = await users(1);
    const feedBy = async (definition: Partial<DomainDefinition>) => {
      await compute([one!], await replica(definition));
      const { sample_ids, scores, score_final, diversity, exploration: lifts } = (await feedOf(database, one!))!;
      return { sample_ids, scores, score_final, diversity, lifts };
    };
    const without = await feedBy({});
    expect(without.lifts).toEqual([]);
    expect(await feedBy({ exploration: { ...exploration, share: 0 } })).toEqual(without);
    const pure = { ranking: 'score-final' as const };
    expect(await feedBy({ exploration, ...pure })).toEqual(await feedBy(pure));
    expect(await reserved()).toEqual(new Map());
  });

  test('computed again keeps its new items, takes no further chance, and does not change', async () => {
    const [one] = await users(1);
    const first = await replica();
    await compute([one!], first);
    const [feed, given] = [await feedOf(database, one!), { ...first.given }];
    expect(await compute([one!], first)).toEqual([]);
    await first.chances.refresh();
    const second = await replica();
    expect(await compute([one!], second)).toEqual([]);
    expect(await feedOf(database, one!)).toEqual(feed);
    expect([first.given, second.given]).toEqual([given, { chances: 0, samples: 0 }]);
  });

  test('replaces a new item that the user decided on, by one drawn for the user', async () => {
    const [one] = await users(1);
    const scorer = await replica();
    await compute([one!], scorer);
    const before = [...(await exploredOf(one!)).values()];
    await storeUsers(postgres.database, { userId: one!, version: 2, taste: tasteFor(trap), decided: [before[0]!] });
    await compute([one!], scorer);
    const after = [...(await exploredOf(one!)).values()];
    expect(after).toHaveLength(20);
    expect(after).not.toContain(before[0]);
    expect(after.filter((sampleId) => before.includes(sampleId))).toHaveLength(19);
    expect(scorer.given).toEqual({ chances: 21, samples: 21 });
  });

  test('has no more of them once they are no longer new', async () => {
    const [one] = await users(1);
    const scorer = await replica();
    await compute([one!], scorer);
    await compute([one!], scorer, new Date(now.getTime() + 15 * 86_400_000));
    expect(await exploredOf(one!)).toEqual(new Map());
  });

  test('keeps them, marked, when another item is offered to it', async () => {
    const [one] = await users(1);
    const scorer = await replica();
    await compute([one!], scorer);
    const before = await exploredOf(one!);
    await storeSamples(postgres.database, [{ sampleId: 'hit', creatorId: 'star', publishedAt: now, metadata: trap }]);
    const offers = [{ user_id: one!, sample_ids: ['hit', before.get(10)!] }];
    await deliver(database, onAudienceChunk(scorer.context, { onOffered: () => {} }), [
      asked(audienceChunk.subject, { offers }),
    ]);
    await postgres.database.execute({ text: `DELETE FROM sample_vectors WHERE sample_id = 'hit'` });
    const { sample_ids } = (await feedOf(database, one!))!;
    expect(sample_ids).toContain('hit');
    expect(new Set(sample_ids).size).toBe(200);
    const after = await exploredOf(one!);
    expect([...after.values()]).toEqual([...before.values()].slice(0, after.size));
    expect(after.get(11)).toBe(before.get(10));
  });
});

test('a reaction runs the same statements with exploration as without, the first time and again', async () => {
  const statementsOf = async (definition: Partial<DomainDefinition>) => {
    const [one] = await users(1);
    const names: (string | undefined)[] = [];
    const noting = <Of extends Executor>(executor: Of): Of =>
      new Proxy(executor, {
        get: (target, key) => {
          const value = Reflect.get(target, key) as unknown;
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            if (key === 'query' || key === 'execute') names.push((given[0] as { name?: string }).name);
            return (value as (...all: unknown[]) => unknown).apply(target, given);
          };
        },
      });
    const { context, chances } = await replica(definition, noting(postgres.connect(asScorer)));
    if (context.chances !== undefined) await chances.refresh();
    await context.catalogue();
    const cause = asked(profileUpdated.subject, {});
    const react = async (version: number) => {
      await storeUsers(postgres.database, { userId: one!, version, taste: tasteFor(trap) });
      await database.transaction(async (transaction) =>
        computeFeeds([{ userId: one!, cause, atLeast: version }], { transaction: noting(transaction), now }, context),
      );
    };
    names.length = 0;
    await react(1);
    await react(2);
    await postgres.database.execute({ text: 'DELETE FROM user_feed_recommendations' });
    await react(3);
    return names;
  };
  const without = await statementsOf({});
  expect(without).toContain('store-feeds');
  expect(await statementsOf({ exploration })).toEqual(without);
});

describe('the chances of an item', () => {
  test('stay within the bound while two scorers compute many feeds at once, and are counted', async () => {
    const [one, other] = await Promise.all([replica(), replica()]);
    const everybody = await users(240);
    const chunks = Array.from({ length: 16 }, (_, index) => everybody.slice(15 * index, 15 * (index + 1)));
    for (let round = 0; round < 8; round++) {
      await Promise.all([
        compute(chunks[2 * round]!, one),
        compute(chunks[2 * round + 1]!, other),
        one.chances.refresh(),
        other.chances.refresh(),
      ]);
      await Promise.all([one.chances.refresh(), other.chances.refresh()]);
    }
    const placed = await placedByItem();
    // Both asked for 240 · 20 chances, of which there are 30 · 40.
    const all = [...placed.values()].reduce((sum, feeds) => sum + feeds, 0);
    expect(all).toBe(one.given.chances + other.given.chances);
    expect(all).toBeGreaterThan(0.8 * NEW_ITEMS * exploration.maxChances);
    expect(placed.size).toBe(NEW_ITEMS);
    expect(Math.max(...placed.values())).toBeLessThanOrEqual(exploration.maxChances);
    const counts = await reserved();
    for (const [sampleId, feeds] of placed) expect(counts.get(sampleId)).toBeGreaterThanOrEqual(feeds);
    expect(Math.max(...counts.values())).toBe(exploration.maxChances);
    // With what is returned at the end, the counts are exact.
    await Promise.all([one.chances.close(), other.chances.close()]);
    expect(await reserved()).toEqual(placed);
    // Who saw an item first, before anybody had reserved a chance, counts it.
    expect(one.given.samples + other.given.samples).toBeGreaterThan(0);
  });

  test('are given back when a feed loses against another writer', async () => {
    const [one] = await users(1);
    const scorer = await replica();
    await compute([one!], scorer);
    let isFirst = true;
    const overtaken: FeedContext = {
      ...scorer.context,
      candidates: {
        async find(requests) {
          if (isFirst)
            await postgres.database.execute({ text: 'UPDATE user_feed_recommendations SET version = version + 1' });
          isFirst = false;
          return scorer.context.candidates.find(requests);
        },
      },
    };
    const [decided] = (await exploredOf(one!)).values();
    await storeUsers(postgres.database, { userId: one!, version: 2, taste: tasteFor(trap), decided: [decided!] });
    await compute([one!], { context: overtaken });
    expect(await feedOf(database, one!)).toMatchObject({ version: 3, profile_version: 2 });
    await scorer.chances.close();
    const counts = [...(await reserved()).values()];
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(21);
    expect(scorer.given.chances).toBe(21);
  });

  test('are forgotten once it is not new any more', async () => {
    await postgres.database.execute({
      text: `INSERT INTO sample_chances VALUES ('aged', 3), ('removed', 2), ('new1', 1)`,
    });
    const { chances } = await replica();
    await chances.forgetOld();
    expect(await reserved()).toEqual(new Map([['new1', 1]]));
  });
});

test('the list of users without a feed has new items too, each time others, one chance each', async () => {
  const { context, chances, given } = await replica();
  const small = { ...domain, trending: { size: 20, halfLifeDays: 30 } };
  await postgres.database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           SELECT 'u' || number, 'old' || number, 'like', 1, $1, gen_random_uuid(), false FROM generate_series(1, 40) AS number`,
    values: [now],
  });
  await postgres.database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
           SELECT 'u' || number, 1, $1, '{}', '{}' FROM generate_series(1, 40) AS number`,
    values: [options.layout.id],
  });
  const trending = async (at: Date) => {
    await database.transaction(async (transaction) =>
      refreshTrending(transaction, { domain: small, options: context.arms.control.options, chances, logger }, at),
    );
    return database.query<{ rank: number; sample_id: string; exploration: number }>({
      text: 'SELECT rank, sample_id, exploration FROM trending_samples ORDER BY rank',
    });
  };
  const explored = (rows: Awaited<ReturnType<typeof trending>>) => rows.filter((row) => row.exploration > 0);
  const first = await trending(now);
  expect(first).toHaveLength(20);
  expect(explored(first).map(({ rank }) => rank)).toEqual([10, 20]);
  const second = await trending(new Date(now.getTime() + 3_600_000));
  expect(explored(second).map((row) => row.sample_id)).not.toEqual(explored(first).map((row) => row.sample_id));
  expect(given.chances).toBe(4);
});
