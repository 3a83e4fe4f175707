import { batchRequested } from '@jophiel/contracts';
import { experimentOf } from '@jophiel/domain';
import type { Database } from '@jophiel/postgres';
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
import { asked, contextOn, deliver, feedOf, logger, storeUsers } from '../../test/given-users.ts';
import { loadBatchRun } from '../statements/batch-runs.ts';
import { computeFeeds, type FeedContext } from './compute-feeds.ts';
import { onAudienceChunk } from '../handlers/on-audience-chunk.ts';
import { onBatchRequested } from '../handlers/on-batch-requested.ts';

let postgres: GivenPostgres;
let database: Database;
let usual: FeedContext;

/** Ranks new samples above those that suit the taste. */
const experiments = [{ name: 'new-first', share: 0.5, scoring: { similarity: 0.1, novelty: 5 } }];
const experimental = { ...domain, experiments };
const stored: (string | undefined)[] = [];
const inExperiment = (context: FeedContext): FeedContext => ({
  ...context,
  arms: armsOf(experimental),
  onStored: (variant) => stored.push(variant),
});

/** A user whom the draw assigns to this arm. */
function userOf(side: 'new-first' | undefined): string {
  for (;;) {
    const userId = fresh('u');
    if (experimentOf(experiments, userId)?.name === side) return userId;
  }
}

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  await storeSamples(postgres.database, [
    { sampleId: 'old-trap', metadata: { genero: ['trap'] }, publishedAt: daysAgo(60) },
    { sampleId: 'new-polka', metadata: { genero: ['polka'] }, publishedAt: daysAgo(1) },
  ]);
  await countTerms(postgres.database);
  const context = contextOn(database);
  await context.refresh();
  usual = context;
});
afterAll(async () => postgres.remove());

async function compute(userId: string, context: FeedContext) {
  const request = { userId, cause: asked('profile.updated', {}), atLeast: undefined };
  await database.transaction(async (transaction) => computeFeeds([request], { transaction, now }, context));
  return (await feedOf(database, userId))!;
}

test.each([
  { side: 'new-first' as const, variant: 'new-first', first: 'new-polka' },
  { side: undefined, variant: null, first: 'old-trap' },
])('a user of $variant gets the feed of $variant, and the feed names it', async ({ side, variant, first }) => {
  const userId = userOf(side);
  await storeUsers(postgres.database, { userId, taste: tasteFor({ genero: ['trap'] }) });
  const feed = await compute(userId, inExperiment(usual));
  expect(feed).toMatchObject({ variant, scoring: armsOf(experimental).id });
  expect(feed.sample_ids[0]).toBe(first);
  expect(stored.at(-1)).toBe(side);
});

test('a new sample is scored by the experiment, and the feed stays in the experiment', async () => {
  const userId = userOf('new-first');
  await storeUsers(postgres.database, { userId, taste: tasteFor({ genero: ['trap'] }) });
  const context = inExperiment(usual);
  await compute(userId, context);
  await storeSamples(postgres.database, [{ sampleId: 'newest', metadata: { genero: ['polka'] }, publishedAt: now }]);
  await deliver(database, onAudienceChunk(context, { onOffered: () => {} }), [
    asked('work.audience.chunk', { offers: [{ user_id: userId, sample_ids: ['newest'] }] }),
  ]);
  const feed = (await feedOf(database, userId))!;
  expect(feed).toMatchObject({ version: 2, variant: 'new-first' });
  expect(feed.sample_ids[0]).toBe('newest');
  expect(feed.scores[0]).toBeCloseTo(5, 5);
});

test('the batch recomputes feeds of another ranking, once', async () => {
  await postgres.database.execute({ text: 'TRUNCATE user_taste_profiles, user_feed_recommendations' });
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, taste: tasteFor({ genero: ['trap'] }) });
  await compute(userId, usual);
  const reasons = async (context: FeedContext) => {
    const runId = fresh('run');
    const batch = { trending: { domain, options, logger }, feedAgesAfterMs: DAY, logger };
    await deliver(database, onBatchRequested(context, batch), [
      asked(batchRequested.subject, { run_id: runId, everyone: false }),
    ]);
    return (await loadBatchRun(database, runId))!.reasons;
  };
  expect(await reasons(usual)).toEqual({});
  expect(await reasons(inExperiment(usual))).toEqual({ 'definition changed': 1 });
  await compute(userId, inExperiment(usual));
  expect(await reasons(inExperiment(usual))).toEqual({});
  // The experiment ends.
  expect(await reasons(usual)).toEqual({ 'definition changed': 1 });
});

test('the batch recomputes feeds that contain a removed sample', async () => {
  await postgres.database.execute({ text: 'TRUNCATE user_taste_profiles, user_feed_recommendations' });
  await storeSamples(postgres.database, [{ sampleId: 'doomed', metadata: { genero: ['trap'] } }]);
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, taste: tasteFor({ genero: ['trap'] }) });
  await compute(userId, usual);
  await postgres.database.execute({
    text: `UPDATE sample_vectors SET removed_at = $1 WHERE sample_id = 'doomed'`,
    values: [now],
  });
  const runId = fresh('run');
  const batch = { trending: { domain, options, logger }, feedAgesAfterMs: DAY, logger };
  const event = asked(batchRequested.subject, { run_id: runId, everyone: false });
  await deliver(database, onBatchRequested(usual, batch), [event]);
  expect((await loadBatchRun(database, runId))!.reasons).toEqual({ 'sample removed': 1 });
  expect((await compute(userId, usual)).sample_ids).not.toContain('doomed');
});
