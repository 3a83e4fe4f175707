import { audienceChunk } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import type { Database } from '@jophiel/postgres';
import { anonymousListener, armsOf, type Candidate } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asScorer,
  countTerms,
  daysAgo,
  domain,
  fresh,
  type GivenSample,
  now,
  options,
  sourceOn,
  storeSamples,
  tasteFor,
} from '@jophiel/candidates/given-catalogue';
import { asked, contextOn, deliver, feedOf, storeUsers } from '../../test/given-users.ts';
import { openBatchRun, planBatchRun } from '../statements/batch-runs.ts';
import { computeFeeds, type FeedContext } from './compute-feeds.ts';
import { measureRecall } from './measure-recall.ts';
import { onAudienceChunk } from '../handlers/on-audience-chunk.ts';
import { onBatchChunk } from '../handlers/on-batch-chunk.ts';
import { onProfileUpdated } from '../handlers/on-profile-updated.ts';

/** The preset with all its variety, which its ranking does not apply. */
const pure: DomainDefinition = { ...domain, ranking: 'score-final' };
const SAMPLES = 150;
const [genres, tags] = [
  ['trap', 'jazz', 'techno'],
  ['dark', 'bright', 'dusty', 'loud'],
];

let postgres: GivenPostgres;
let database: Database;
let usual: FeedContext;

/** Nearly all of one creator, some of the user, and every tenth a copy of another one. */
const samples = (me: string): GivenSample[] =>
  Array.from({ length: SAMPLES }, (_, index) => {
    const like = index % 10 === 9 ? index - 4 : index;
    return {
      sampleId: `s${(index * 37) % SAMPLES}`,
      creatorId: index % 15 === 0 ? me : index % 7 === 0 ? 'friend' : 'flood',
      publishedAt: daysAgo((like * 11) % 90),
      metadata: { genero: [genres[like % 3]!], tags: [tags[like % 4]!] },
    };
  });
const me = fresh('me');

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  await storeSamples(postgres.database, samples(me));
  await countTerms(postgres.database);
  const context = contextOn(database);
  await context.refresh();
  usual = context;
});
afterAll(async () => postgres.remove());

const by = (definition: DomainDefinition): FeedContext => ({ ...usual, arms: armsOf(definition) });
const taste = tasteFor({ genero: ['trap', 'jazz'], tags: ['dark'] });
const decided = ['s3', 's14', 's15'];

/** A user with uploads, follows, decisions, and repeated impressions of the best samples. */
async function givenUser(userId = fresh('u')): Promise<string> {
  await storeUsers(postgres.database, { userId, taste, followed: ['friend'], decided });
  await postgres.database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           SELECT $1, 's' || number, 'impression', 50, $2, gen_random_uuid(), false FROM generate_series(20, 120) AS number`,
    values: [userId, now],
  });
  return userId;
}

const listener = { ...anonymousListener(), taste, followedCreators: new Set(['friend']) };
const scene = { popularity: new Map(), now: now.getTime() };

/** Every listed sample, sorted by the calculator's score of it alone. */
async function naiveFeed(size: number): Promise<{ readonly sampleId: string; readonly scoreFinal: number }[]> {
  const rows = await database.query<{ sample_id: string; revision: number }>({
    text: 'SELECT sample_id, revision FROM sample_vectors WHERE listed',
  });
  const keys = rows.map(({ sample_id: sampleId, revision }) => ({ sampleId, revision }));
  const all: Candidate[] = await sourceOn(database).cached.get(keys, options.layout.id);
  expect(all.length).toBeGreaterThanOrEqual(SAMPLES);
  return all
    .filter(({ sampleId }) => !decided.includes(sampleId))
    .map((item) => ({ sampleId: item.sampleId, scoreFinal: options.calculator.score(listener, item, scene).total }))
    .sort((a, b) => b.scoreFinal - a.scoreFinal || (a.sampleId < b.sampleId ? -1 : 1))
    .slice(0, size);
}

async function expectNaiveOrder(userId: string, size: number): Promise<void> {
  const { sample_ids, score_final, scores, diversity } = (await feedOf(database, userId))!;
  expect(sample_ids.map((sampleId, place) => ({ sampleId, scoreFinal: score_final[place] }))).toEqual(
    await naiveFeed(size),
  );
  expect([scores, diversity]).toEqual([score_final, []]);
}

const react = async (userId: string, context: FeedContext) =>
  deliver(database, onProfileUpdated(context), [asked('profile.updated', { user_id: userId, profile_version: 1 })]);

describe('el score que determina el orden: with the ranking score-final a stored feed is a naive sort by it', () => {
  test.each([200, 40])('after a reaction, of %d places', async (size) => {
    const userId = await givenUser();
    await react(userId, by({ ...pure, feed: { size } }));
    await expectNaiveOrder(userId, size);
  });

  test('after a batch', async () => {
    const userId = await givenUser();
    const run_id = fresh('run');
    await openBatchRun(database, run_id, now);
    await planBatchRun(database, run_id, { 'no feed': 1 }, now);
    await deliver(database, onBatchChunk(by(pure)), [asked('work.batch.chunk', { run_id, user_ids: [userId] })]);
    await expectNaiveOrder(userId, 200);
  });

  test('for a user with samples of their own', async () => {
    await react(await givenUser(me), by(pure));
    await expectNaiveOrder(me, 200);
    const { sample_ids } = (await feedOf(database, me))!;
    const own = samples(me).filter(({ creatorId, sampleId }) => creatorId === me && !decided.includes(sampleId));
    expect(sample_ids).toEqual(expect.arrayContaining(own.map(({ sampleId }) => sampleId)));
  });

  test('for a user of an experiment with it; other users have the variety of the definition', async () => {
    const experiments = [{ name: 'pure', share: 1, ranking: 'score-final' as const }];
    const [tried, control] = [await givenUser(), await givenUser()];
    await react(tried, by({ ...domain, experiments }));
    await expectNaiveOrder(tried, 200);
    await react(control, by(domain));
    const { scores, score_final, sample_ids } = (await feedOf(database, control))!;
    expect(score_final).not.toEqual(scores);
    expect(sample_ids).not.toEqual((await naiveFeed(200)).map(({ sampleId }) => sampleId));
  });

  test('and the canary measures recall 1', async () => {
    const userId = await givenUser();
    const context = by({ ...pure, feed: { size: 40 } });
    await react(userId, context);
    expect(await measureRecall(database, userId, { ...context, learnedAt: () => Number.NEGATIVE_INFINITY })).toBe(1);
  });

  // Last, because the new samples stay.
  test('after new samples were offered, some of which tie', async () => {
    const [first, second] = [await givenUser(), await givenUser()];
    const contexts = [by({ ...pure, feed: { size: 40 } }), by(pure)];
    await react(first, contexts[0]!);
    await react(second, contexts[1]!);
    const publishedAt = new Date(now.getTime() - 60_000);
    const news = ['zz', 'aa', 'mm', 'ss'].map((name, index) => ({
      sampleId: `${name}-new`,
      creatorId: index === 3 ? 'friend' : 'flood',
      publishedAt,
      metadata: { genero: ['trap'], tags: ['dark'] },
    }));
    await storeSamples(postgres.database, news);
    const sample_ids = news.map(({ sampleId }) => sampleId);
    for (const [index, user_id] of [first, second].entries())
      await deliver(database, onAudienceChunk(contexts[index]!, { onOffered: () => {} }), [
        asked(audienceChunk.subject, { offers: [{ user_id, sample_ids }] }),
      ]);
    await expectNaiveOrder(first, 40);
    await expectNaiveOrder(second, 200);
  });
});

test('when only an experiment has variety, repeated impressions fade for its users', async () => {
  const experiments = [
    { name: 'varied', share: 1, ranking: 'varied' as const, variety: { fading: domain.variety!.fading! } },
  ];
  const userId = await givenUser();
  await react(userId, by({ ...pure, experiments }));
  const { sample_ids, diversity } = (await feedOf(database, userId))!;
  const faded = sample_ids.filter((_, place) => diversity[place]! < 0).map((sampleId) => Number(sampleId.slice(1)));
  expect(faded.length).toBeGreaterThan(50);
  expect(faded.every((number) => number >= 20 && number <= 120)).toBe(true);
});

test('another ranking is another definition: feeds of the former are recomputed', async () => {
  const userId = await givenUser();
  await react(userId, by(domain));
  const before = (await feedOf(database, userId))!;
  const request = { userId, cause: asked('profile.updated', {}), atLeast: undefined };
  await database.transaction(async (transaction) => computeFeeds([request], { transaction, now }, by(pure)));
  const after = (await feedOf(database, userId))!;
  expect(after.version).toBe(before.version + 1);
  expect([before.scoring, after.scoring]).toEqual([armsOf(domain).id, armsOf(pure).id]);
});
