import { profileUpdated } from '@jophiel/contracts';
import { type Executor } from '@jophiel/postgres';
import type { DomainDefinition, Variety } from '@jophiel/domain';
import { armsOf } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  asScorer,
  countTerms,
  DAY,
  daysAgo,
  domain,
  fresh,
  now,
  options,
  storeSamples,
  tasteFor,
} from '@jophiel/candidates/given-catalogue';
import { asked, contextOn, feedOf, storeUsers } from '../../test/given-users.ts';
import { lockFeeds } from '../statements/lock-feeds.ts';
import { computeFeeds, type FeedContext } from './compute-feeds.ts';

const trap = { genero: ['trap'] };
const me = fresh('me');
const { after, halfLives } = options.exposures!;

let postgres: GivenPostgres;
let database: ReturnType<GivenPostgres['connect']>;
let context: FeedContext;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  const series = (prefix: string, count: number, creatorId: string, days: number) =>
    Array.from({ length: count }, (_, index) => ({
      sampleId: `${prefix}${index}`,
      creatorId,
      publishedAt: daysAgo(days + index),
      metadata: trap,
    }));
  await storeSamples(postgres.database, [
    ...series('busy', 230, 'busy', 10),
    ...series('other', 30, 'other', 100),
    ...series('mine', 5, me, 1),
  ]);
  await countTerms(postgres.database);
  const real = contextOn(database);
  await real.refresh();
  context = real;
});
afterAll(async () => postgres.remove());

/** The feed of a user, computed by the preset with another variety. */
async function feedBy(variety: Variety | undefined, userId: string) {
  const varied: DomainDefinition = { ...domain, ...(variety === undefined ? {} : { variety }) };
  if (variety === undefined) delete (varied as { variety?: Variety }).variety;
  const cause = asked(profileUpdated.subject, {});
  const run = async (transaction: Executor) =>
    computeFeeds([{ userId, cause, atLeast: undefined }], { transaction, now }, { ...context, arms: armsOf(varied) });
  await database.transaction(run);
  return (await feedOf(database, userId))!;
}

async function givenUser(userId = fresh('u')): Promise<string> {
  await storeUsers(postgres.database, { userId, taste: tasteFor(trap) });
  return userId;
}

const show = async (userId: string, sampleId: string, amount: number, days = 0, interaction = 'impression') =>
  postgres.database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           VALUES ($1, $2, $3, $4, $5, gen_random_uuid(), false)`,
    values: [userId, sampleId, interaction, amount, new Date(now.getTime() - days * DAY)],
  });

test('a feed by ScoreFinal alone may have one creator only, and stores no diversity', async () => {
  const { sample_ids, scores, score_final, diversity } = await feedBy(undefined, await givenUser());
  expect(sample_ids.slice(5, 65).every((sampleId) => sampleId.startsWith('busy'))).toBe(true);
  expect(diversity).toEqual([]);
  expect(score_final).toEqual(scores);
});

test('a cap puts other creators in between, and stores ScoreFinal and diversity beside the scores', async () => {
  const user = await givenUser();
  const pure = await feedBy(undefined, user);
  const scoreFinal = new Map(pure.sample_ids.map((sampleId, index) => [sampleId, pure.scores[index]!]));
  const { sample_ids, scores, score_final, diversity } = await feedBy({ creatorCap: { most: 2, window: 3 } }, user);
  const creators = sample_ids.slice(0, 30).map((sampleId) => sampleId.replace(/\d+$/, ''));
  for (let start = 0; start + 3 <= creators.length; start++)
    expect(new Set(creators.slice(start, start + 3)).size).toBeGreaterThan(1);
  expect(sample_ids).toHaveLength(200);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(diversity).toHaveLength(200);
  expect(diversity.some((taken) => taken < 0)).toBe(true);
  sample_ids.forEach((sampleId, index) => {
    if (scoreFinal.has(sampleId)) expect(score_final[index]).toBe(scoreFinal.get(sampleId));
    expect(score_final[index]! + diversity[index]!).toBeCloseTo(scores[index]!, 12);
  });
});

test('inserting new samples keeps the scores of the others', async () => {
  const user = await givenUser();
  const { sample_ids, scores, score_final, diversity } = await feedBy({ creatorDecay: { factor: 0.9 } }, user);
  const [feed] = await database.transaction(async (transaction) => lockFeeds(transaction, [user]));
  expect(feed!.items.map((item) => [item.sampleId, item.score, item.scoreFinal, item.diversity ?? 0])).toEqual(
    sample_ids.map((sampleId, index) => [sampleId, scores[index], score_final[index], diversity[index]]),
  );
});

test('users are not recommended their own samples', async () => {
  await givenUser(me);
  const own = (sampleId: string) => sampleId.startsWith('mine');
  expect((await feedBy(domain.variety, me)).sample_ids.filter(own)).toEqual([]);
  expect((await feedBy(domain.variety, await givenUser())).sample_ids.filter(own)).not.toEqual([]);
});

test('repeated impressions without a play fade, until they are long ago', async () => {
  const variety = { fading: domain.variety!.fading! };
  const user = await givenUser();
  const { sample_ids: before } = await feedBy(variety, user);
  const [often, played, seldom, longAgo] = before as [string, string, string, string];
  await show(user, often, 2 * after);
  await show(user, played, 2 * after);
  await show(user, played, 1, 0, variety.fading.clearedBy[0]);
  await show(user, seldom, after);
  await show(user, longAgo, 2 * after, 3 * Math.max(...halfLives.values()));
  const { sample_ids, scores, diversity } = await feedBy(variety, user);
  expect(sample_ids.slice(0, 3)).toEqual([played, seldom, longAgo]);
  const place = sample_ids.indexOf(often);
  expect(place).toBeGreaterThan(3);
  expect(diversity[place]).toBeCloseTo(-variety.fading.strength / 2, 9);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('a sample fades for one user only', async () => {
  const variety = { fading: domain.variety!.fading! };
  const [bored, other] = [await givenUser(), await givenUser()];
  await show(bored, 'mine0', 50);
  expect((await feedBy(variety, bored)).sample_ids[0]).not.toBe('mine0');
  expect((await feedBy(variety, other)).sample_ids[0]).toBe('mine0');
});
