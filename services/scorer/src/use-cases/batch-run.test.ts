import { batchChunk, batchRequested } from '@jophiel/contracts';
import type { CausedEvent } from '@jophiel/events';
import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asScorer,
  change,
  countTerms,
  DAY,
  domain,
  fresh,
  now,
  options,
  storeSamples,
  tasteFor,
} from '@jophiel/candidates/given-catalogue';
import { asked, contextOn, deliver, feedOf, logger, payloads, storeCrowd, storeUsers } from '../../test/given-users.ts';
import { loadBatchRun } from '../statements/batch-runs.ts';
import { computeFeeds, type FeedContext } from './compute-feeds.ts';
import { onBatchChunk } from '../handlers/on-batch-chunk.ts';
import { onBatchRequested } from '../handlers/on-batch-requested.ts';

let postgres: GivenPostgres;
let database: Database;
let context: FeedContext;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  context = contextOn(database);
  await storeSamples(postgres.database, [{ sampleId: 's', metadata: { genero: ['trap'] } }]);
  await countTerms(postgres.database);
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  for (const table of ['user_taste_profiles', 'user_feed_recommendations'])
    await postgres.database.execute({ text: `TRUNCATE ${table}` });
});

const trending = { domain, options, logger };

async function plan(runId: string, everyone = false) {
  const event = asked(batchRequested.subject, { run_id: runId, everyone });
  return deliver(database, onBatchRequested(context, { trending, feedAgesAfterMs: DAY, logger }), [event]);
}

async function work(chunks: readonly CausedEvent[]) {
  const updated = [];
  for (const { envelope } of chunks) updated.push(...(await deliver(database, onBatchChunk(context), [envelope])));
  return updated;
}

const usersOf = (chunks: readonly CausedEvent[]) =>
  payloads(chunks).map((payload) => (payload as { user_ids: string[] }).user_ids);
const run = async (runId: string) => (await loadBatchRun(database, runId))!;

describe('a run', () => {
  test('is split into chunks of 256 users, every user once, and ends with the last chunk', async () => {
    const runId = fresh('run');
    await storeCrowd(postgres.database, 'crowd-', 532);
    const chunks = await plan(runId);
    expect(chunks.every(({ contract }) => contract === batchChunk)).toBe(true);
    expect(usersOf(chunks).map(({ length }) => length)).toEqual([256, 256, 20]);
    expect(new Set(usersOf(chunks).flat()).size).toBe(532);
    expect(new Set(chunks.map(({ envelope }) => envelope.event_id)).size).toBe(3);
    expect(await run(runId)).toMatchObject({ users: 532, done: 0, started_at: now, finished_at: null });

    expect(await work(chunks.slice(0, 2))).toHaveLength(512);
    expect(await run(runId)).toMatchObject({ done: 512, changed: 512, finished_at: null });
    expect(await work(chunks.slice(2))).toHaveLength(20);
    expect(await run(runId)).toMatchObject({
      users: 532,
      done: 532,
      changed: 532,
      finished_at: now,
      reasons: { 'no feed': 532 },
    });
  });

  test('over current feeds changes none, publishes nothing, and leaves none outdated', async () => {
    await storeCrowd(postgres.database, 'crowd-', 3);
    await work(await plan(fresh('run')));
    await postgres.database.execute({ text: `UPDATE user_feed_recommendations SET ranked_at = '2020-01-01'` });
    const runId = fresh('run');
    const chunks = await plan(runId);
    expect((await run(runId)).reasons).toEqual({ 'feed aged': 3 });
    expect(await work(chunks)).toEqual([]);
    expect(await run(runId)).toMatchObject({ done: 3, changed: 0, finished_at: now });
    expect(await plan(fresh('run'))).toEqual([]);
  });

  test('counts and computes a chunk once, even when it is redelivered', async () => {
    const runId = fresh('run');
    await storeCrowd(postgres.database, 'crowd-', 266);
    const [chunk, rest] = (await plan(runId)) as [CausedEvent, CausedEvent];
    expect(await work([chunk, chunk])).toHaveLength(256);
    expect(await work([chunk])).toEqual([]);
    expect(await run(runId)).toMatchObject({ done: 256, finished_at: null });
    await work([rest]);
    expect(await run(runId)).toMatchObject({ done: 266, finished_at: now });
    expect(await feedOf(database, 'crowd-000001')).toMatchObject({ version: 1 });
  });

  test('without users ends at once', async () => {
    const runId = fresh('run');
    expect(await plan(runId)).toEqual([]);
    expect(await run(runId)).toMatchObject({ users: 0, finished_at: now, reasons: {} });
  });

  test('counts users erased meanwhile, so that it ends, and makes no feed for them', async () => {
    const runId = fresh('run');
    await storeCrowd(postgres.database, 'crowd-', 2);
    const chunks = await plan(runId);
    await postgres.database.execute({ text: `DELETE FROM user_taste_profiles WHERE user_id = 'crowd-000001'` });
    expect(payloads(await work(chunks))).toMatchObject([{ user_id: 'crowd-000002' }]);
    expect(await run(runId)).toMatchObject({ done: 2, finished_at: now });
  });

  test('computes a chunk of an unknown run', async () => {
    await storeCrowd(postgres.database, 'crowd-', 1);
    const chunk = asked(batchChunk.subject, { run_id: fresh('run'), user_ids: ['crowd-000001'] });
    expect(await deliver(database, onBatchChunk(context), [chunk])).toHaveLength(1);
  });
});

describe('the users of a run', () => {
  /** A user with a feed of this age. */
  async function givenFed(userId: string, age = 0): Promise<void> {
    await storeUsers(postgres.database, { userId, taste: tasteFor({ genero: ['trap'] }) });
    const request = { userId, cause: asked('test', {}), atLeast: undefined };
    await database.transaction(async (transaction) =>
      computeFeeds([request], { transaction, now: new Date(now.getTime() - age) }, context),
    );
  }

  test('have a feed that is missing, of an older profile or definition, or old; each has one reason', async () => {
    for (const user of ['fine', 'changed', 'redefined']) await givenFed(user);
    await givenFed('aged', DAY + 1);
    await givenFed('not yet aged', DAY - 1);
    await storeUsers(
      postgres.database,
      { userId: 'changed', version: 2 },
      { userId: 'new' },
      { userId: 'aged too', version: 1 },
    );
    await postgres.database.execute({
      text: `UPDATE user_feed_recommendations SET layout = 'former', generated_at = '2000-01-01' WHERE user_id = 'redefined'`,
    });
    const runId = fresh('run');
    expect(usersOf(await plan(runId))).toEqual([['aged', 'aged too', 'changed', 'new', 'redefined']]);
    expect((await run(runId)).reasons).toEqual({
      'no feed': 2,
      'profile changed': 1,
      'definition changed': 1,
      'feed aged': 1,
    });
  });

  test('are all users with a profile when everyone is requested', async () => {
    for (const user of ['fine', 'changed']) await givenFed(user);
    await storeUsers(postgres.database, { userId: 'changed', version: 2 });
    const runId = fresh('run');
    expect(usersOf(await plan(runId, true))).toEqual([['changed', 'fine']]);
    expect((await run(runId)).reasons).toEqual({ everyone: 1, 'profile changed': 1 });
  });

  test('are none after a run', async () => {
    await storeCrowd(postgres.database, 'crowd-', 70);
    await givenFed('redefined');
    await postgres.database.execute({ text: `UPDATE user_feed_recommendations SET layout = 'former'` });
    await work(await plan(fresh('run')));
    expect(await plan(fresh('run'))).toEqual([]);
  });

  test('are exactly those whose feed has a sample removed since', async () => {
    await storeSamples(postgres.database, [{ sampleId: 'doomed', metadata: { genero: ['trap'] } }]);
    for (const user of ['before', 'shown it']) await givenFed(user);
    await postgres.database.execute({
      text: `UPDATE user_feed_recommendations SET sample_ids = '{s}' WHERE user_id = 'before'`,
    });
    await change(postgres.database, 'doomed', `removed_at = '${now.toISOString()}'`);
    await givenFed('after');
    const runId = fresh('run');
    expect(usersOf(await plan(runId))).toEqual([['shown it']]);
    expect((await run(runId)).reasons).toEqual({ 'sample removed': 1 });
  });

  test('have a profile: feeds of erased users are deleted', async () => {
    for (const user of ['fine', 'erased']) await givenFed(user);
    await postgres.database.execute({ text: `DELETE FROM user_taste_profiles WHERE user_id = 'erased'` });
    await plan(fresh('run'));
    expect(await feedOf(database, 'erased')).toBeUndefined();
    expect(await feedOf(database, 'fine')).toBeDefined();
  });
});
