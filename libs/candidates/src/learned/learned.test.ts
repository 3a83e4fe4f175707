import { encodeWeights } from '@jophiel/learning';
import type { Database } from '@jophiel/postgres';
import { scoringOptionsOf } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asScorer, change, daysAgo, domain, now, options, sourceOn, storeSamples } from '../../test/given-catalogue.ts';
import { listenersOf } from '../listeners.ts';
import { loadLiked } from '../postgres/statements/load-liked.ts';
import { requestFor } from '../request-for.ts';
import { LearnedKnowledge } from './learned-knowledge.ts';
import { listenerForItems } from './listener-for-items.ts';
import { withNamed } from './with-named.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  for (const table of ['sample_vectors', 'user_signals', 'user_taste_profiles', 'learned_weights'])
    await postgres.database.execute({ text: `TRUNCATE ${table} RESTART IDENTITY` });
});

const learning = scoringOptionsOf({
  ...domain,
  scoring: { ...domain.scoring, coInteraction: 2, popularity: 1, creatorAffinity: 0.5 },
});
const metadata = { genero: ['trap'] };

async function liked(userId: string, interaction: string, sampleId: string, days = 0, amount = 1): Promise<void> {
  await postgres.database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           VALUES ($1, $2, $3, $4, $5, gen_random_uuid(), false)`,
    values: [userId, sampleId, interaction, amount, daysAgo(days)],
  });
}

/** Stores who speaks about an item, as the learner does. */
async function learned(sampleId: string, speakers: Readonly<Record<number, number>> = {}): Promise<void> {
  const weights = encodeWeights({
    numbers: Uint32Array.from(Object.keys(speakers), Number),
    values: Float32Array.from(Object.values(speakers)),
  });
  await postgres.database.execute({
    text: `INSERT INTO learned_weights (sample_id, weights) VALUES ($1, $2)
           ON CONFLICT (sample_id) DO UPDATE SET weights = excluded.weights, learned_in = pg_current_xact_id()`,
    values: [sampleId, weights],
  });
}

const given = async (...ids: readonly string[]) =>
  storeSamples(
    postgres.database,
    ids.map((sampleId) => ({ sampleId, creatorId: `by-${sampleId}`, metadata })),
  );

test('what a user likes is read item by item: copies as their original, own items and what was taken back not', async () => {
  await given('a', 'b', 'copy', 'own', 'undone', 'disliked');
  await change(postgres.database, 'copy', `duplicate_of = 'b'`);
  await change(postgres.database, 'own', `creator_id = 'u'`);
  await liked('u', 'like', 'a', 90);
  await liked('u', 'like', 'copy');
  await liked('u', 'like', 'own');
  await liked('u', 'like', 'undone', 0, 0);
  await liked('u', 'dislike', 'disliked');
  await liked('u', 'like', 'unknown', 1);
  const byUser = await loadLiked(database, ['u', 'nobody'], options, 10);
  expect([...byUser.keys()]).toEqual(['u']);
  expect(byUser.get('u')!.map(({ sampleId, creatorId, amount }) => [sampleId, creatorId, amount])).toEqual([
    ['b', 'by-b', 1],
    ['unknown', undefined, expect.closeTo(2 ** (-1 / 90), 6)],
    ['a', 'by-a', expect.closeTo(0.5, 6)],
  ]);
  expect((await loadLiked(database, ['u'], options, 1)).get('u')).toHaveLength(1);
});

test('weights are read once, and followed: none is missed that commits late', async () => {
  const knowledge = new LearnedKnowledge(database);
  expect(knowledge.table()).toBeUndefined();
  await learned('a');
  await learned('b', { 1: 0.5 });
  await knowledge.refresh();
  const sumOf = (sampleId: string) =>
    knowledge
      .table()!
      .sumsFor([{ sampleId: 'a', amount: 1 }])
      .of(sampleId);
  expect(sumOf('b')).toBeCloseTo(0.5);
  const changedAt = knowledge.changedAt();
  await knowledge.refresh();
  expect(knowledge.changedAt()).toBe(changedAt);

  const [stored, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = postgres.database.transaction(async (transaction) => {
    await transaction.execute({
      text: `INSERT INTO learned_weights (sample_id, weights) SELECT 'late', weights FROM learned_weights WHERE sample_id = 'b'`,
    });
    stored.resolve();
    await released.promise;
  });
  await stored.promise;
  await learned('b', { 1: 0.25 });
  await knowledge.refresh();
  expect([sumOf('b'), sumOf('late')]).toEqual([expect.closeTo(0.25), 0]);
  released.resolve();
  await slow;
  await knowledge.refresh();
  expect(sumOf('late')).toBeCloseTo(0.5);
});

test('candidates by co-interaction and popularity join those of the search, whatever the taste', async () => {
  await given('liked', 'together', 'popular', 'decided');
  await storeSamples(postgres.database, [
    { sampleId: 'other', metadata: { genero: ['polka'] }, publishedAt: daysAgo(9_000) },
  ]);
  await learned('liked');
  await learned('together', { 1: 0.5 });
  await postgres.database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums) VALUES ('u', 1, $1, '{}', '{}')`,
    values: [options.layout.id],
  });
  await liked('u', 'like', 'liked');
  const knowledge = new LearnedKnowledge(database);
  await knowledge.refresh();
  const [listener] = await listenersOf(database, ['u'], learning, knowledge.table());
  expect([listener!.likes!.count, [...listener!.likes!.creatorShares]]).toEqual([1, [['by-liked', 1]]]);
  const request = requestFor(listener!, learning, ['popular', 'liked', 'unknown']);
  expect(request).toMatchObject({ creators: ['by-liked'], named: ['together', 'popular', 'unknown'] });
  const { cached } = sourceOn(database);
  const empty = { find: async () => [[]] };
  const source = withNamed(empty, { cached, layout: options.layout.id, now: () => now });
  const [found] = await source.find([request]);
  expect(found!.map(({ sampleId }) => sampleId)).toEqual(['together', 'popular']);
  expect(requestFor(listener!, options, ['popular'])).not.toHaveProperty('named');
});

test('for a few items, what each liked item says about them is what the table adds up to', async () => {
  await given('x', 'y', 'item');
  await learned('x');
  await learned('y');
  await learned('item', { 1: 0.5, 2: -0.25 });
  await postgres.database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums) VALUES ('u', 1, $1, '{}', '{}')`,
    values: [options.layout.id],
  });
  await liked('u', 'like', 'x');
  await liked('u', 'like', 'y');
  const { listener, voices } = await listenerForItems(database, 'u', ['item', 'none'], learning);
  expect(voices.get('item')!.map(({ sampleId }) => sampleId)).toEqual(['x', 'y']);
  expect(voices.get('none')).toEqual([]);
  const knowledge = new LearnedKnowledge(database);
  await knowledge.refresh();
  const [ranked] = await listenersOf(database, ['u'], learning, knowledge.table());
  expect(listener!.likes!.coInteraction!('item')).toBeCloseTo(ranked!.likes!.coInteraction!('item'), 6);
});

test('a chosen sample speaks like a liked one, and is not decided on', async () => {
  await given('x', 'item');
  await learned('x');
  await learned('item', { 1: 0.5 });
  await postgres.database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums) VALUES ('u', 1, $1, '{}', '{}')`,
    values: [options.layout.id],
  });
  await liked('u', 'seed', 'x');
  const { listener, voices } = await listenerForItems(database, 'u', ['item'], learning);
  expect(voices.get('item')!.map(({ sampleId }) => sampleId)).toEqual(['x']);
  expect(listener!.likes).toMatchObject({ count: 1, creatorShares: new Map([['by-x', 1]]) });
  expect(listener!.decided.size).toBe(0);
  const off = scoringOptionsOf({ ...domain, seeds: { weight: 0, halfLifeDays: 90 } });
  expect(await loadLiked(database, ['u'], off, 10)).toEqual(new Map());
});
