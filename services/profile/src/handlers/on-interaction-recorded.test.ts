import { randomUUID } from 'node:crypto';
import type { Database } from '@jophiel/postgres';
import type { SparseVector } from '@jophiel/vectors';
import { eventually, type GivenPostgres, givenPostgres, lockWaits } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deliver,
  dense,
  domain,
  event,
  fold,
  followsOf,
  fresh,
  now,
  partsOf,
  payloads,
  profileOf,
  recorded,
  signalsOf,
  storeSample,
  vectorOf,
} from '../../test/given-profiles.ts';
import { type Deed, expectToBe, naiveProfile } from '@jophiel/taste/naive-profile';
import { onInteractionRecorded } from './on-interaction-recorded.ts';

const MINUTE = 60_000;
const subscriber = onInteractionRecorded(fold);
let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_profile' });
});
afterAll(async () => postgres.remove());

async function givenSample(genre: string): Promise<string> {
  const sampleId = fresh('s');
  await storeSample(postgres.database, sampleId, vectorOf({ genero: [genre] }));
  return sampleId;
}

describe('what triggers a feed', () => {
  test('a like triggers at once, with the next version of the profile', async () => {
    const user = fresh('u');
    const sampleId = await givenSample('trap');
    const like = event('like', user, { sampleId });
    const [updated, ...others] = await deliver(database, subscriber, [like]);
    expect(others).toEqual([]);
    expect(updated!.envelope).toMatchObject({
      event_name: 'profile.updated',
      correlation_id: like.correlation_id,
      payload: { user_id: user, profile_version: 1 },
    });
    expect(payloads(await deliver(database, subscriber, [event('share', user, { sampleId })]))).toEqual([
      { user_id: user, profile_version: 2 },
    ]);
    expect(await profileOf(database, user)).toMatchObject({ version: 2, layout: fold.layout });
  });

  test('the fifth play within ten minutes triggers, across batches too', async () => {
    const user = fresh('u');
    const sampleId = await givenSample('trap');
    const plays = [0, 2, 4, 6, 9].map((minute) =>
      event('play', user, { sampleId, at: now.getTime() + minute * MINUTE }),
    );
    expect(await deliver(database, subscriber, plays.slice(0, 3))).toEqual([]);
    expect(await deliver(database, subscriber, plays.slice(3, 4))).toEqual([]);
    expect(payloads(await deliver(database, subscriber, plays.slice(4)))).toEqual([
      { user_id: user, profile_version: 3 },
    ]);
    expect(await deliver(database, subscriber, [event('play', user, { sampleId })])).toEqual([]);
  });

  test('an impression never triggers: it is counted for the next batch and adds no taste', async () => {
    const user = fresh('u');
    const sampleId = await givenSample('trap');
    const impressions = Array.from({ length: 20 }, () => event('impression', user, { sampleId }));
    expect(await deliver(database, subscriber, impressions)).toEqual([]);
    expect(await profileOf(database, user)).toMatchObject({ version: 1, taste: undefined });
    expect(await signalsOf(database, user)).toMatchObject([{ sampleId, amount: 20 }]);
  });

  test('an event older than the signal does not trigger, and does not change the profile', async () => {
    const user = fresh('u');
    const sampleId = await givenSample('trap');
    await deliver(database, subscriber, [event('unlike', user, { sampleId })]);
    const before = await profileOf(database, user);
    const late = event('like', user, { sampleId, at: now.getTime() - MINUTE });
    expect(await deliver(database, subscriber, [late])).toEqual([]);
    expect(await profileOf(database, user)).toEqual(before);
  });

  test("a batch publishes one event per user, caused by the user's last interaction", async () => {
    const users = [fresh('u'), fresh('u')] as const;
    const sampleId = await givenSample('trap');
    const likes = [users[0], users[1], users[0]].map((user) => event('like', user, { sampleId }));
    const updated = await deliver(database, subscriber, likes);
    const causes = updated.map(({ envelope }) => [
      (envelope.payload as { user_id: string }).user_id,
      envelope.correlation_id,
    ]);
    expect(new Map(causes as [string, string][])).toEqual(
      new Map([
        [users[0], likes[2]!.correlation_id],
        [users[1], likes[1]!.correlation_id],
      ]),
    );
    expect(causes).toHaveLength(2);
    expect(new Set(updated.map(({ envelope }) => envelope.event_id)).size).toBe(2);
  });
});

describe('what is stored', () => {
  test('the taste has length 1 and points to likes and away from dislikes', async () => {
    const user = fresh('u');
    const [liked, disliked] = [await givenSample('trap'), await givenSample('polka')];
    await deliver(database, subscriber, [event('like', user, { sampleId: liked })]);
    expect((await profileOf(database, user))!.taste).toEqual(dense(vectorOf({ genero: ['trap'] })));
    await deliver(database, subscriber, [event('dislike', user, { sampleId: disliked })]);
    const taste = (await profileOf(database, user))!.taste!;
    expect(Math.hypot(...taste)).toBeCloseTo(1, 6);
    const cosine = (genre: string) =>
      dense(vectorOf({ genero: [genre] })).reduce((sum, value, i) => sum + value * taste[i]!, 0);
    expect(cosine('trap')).toBeCloseTo(1 / Math.hypot(1, 0.7), 5);
    expect(cosine('polka')).toBeCloseTo(-0.7 / Math.hypot(1, 0.7), 5);
  });

  test('an undone like leaves no taste, and the profile gets a new version', async () => {
    const user = fresh('u');
    const sampleId = await givenSample('trap');
    await deliver(database, subscriber, [event('like', user, { sampleId })]);
    const updated = await deliver(database, subscriber, [event('unlike', user, { sampleId, at: now.getTime() + 1 })]);
    expect(payloads(updated)).toEqual([{ user_id: user, profile_version: 2 }]);
    expect(await profileOf(database, user)).toMatchObject({ taste: undefined, sums: { byHalfLife: new Map() } });
  });

  test('follows, by their latest event', async () => {
    const user = fresh('u');
    const follow = (name: string, creatorId: string, minute: number) =>
      event(name, user, { creatorId, at: now.getTime() + minute * MINUTE });
    await deliver(database, subscriber, [
      follow('follow', 'a', 1),
      follow('unfollow', 'b', 2),
      follow('follow', 'c', 1),
    ]);
    await deliver(database, subscriber, [follow('follow', 'b', 1), follow('unfollow', 'c', 2)]);
    expect((await followsOf(database, user)).map(({ creatorId, active }) => [creatorId, active])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
    expect(await profileOf(database, user)).toMatchObject({ taste: undefined });
  });

  test('an interaction with an unknown sample is pending', async () => {
    const user = fresh('u');
    const [known, unknown] = [await givenSample('trap'), fresh('later')];
    await deliver(database, subscriber, [
      event('like', user, { sampleId: known }),
      event('like', user, { sampleId: unknown }),
    ]);
    const pending = (await signalsOf(database, user)).map((signal) => [signal.sampleId, signal.pending]);
    expect(new Map(pending as [string, boolean][])).toEqual(
      new Map([
        [known, false],
        [unknown, true],
      ]),
    );
    expect((await profileOf(database, user))!.taste).toEqual(dense(vectorOf({ genero: ['trap'] })));
  });

  test('an impression of an unknown sample is not pending', async () => {
    const user = fresh('u');
    const sampleId = fresh('later');
    await deliver(database, subscriber, [event('impression', user, { sampleId })]);
    expect(await signalsOf(database, user)).toMatchObject([{ sampleId, pending: false }]);
  });

  test('a sample with a vector of another layout counts as unknown', async () => {
    const user = fresh('u');
    const sampleId = fresh('s');
    await storeSample(postgres.database, sampleId, vectorOf({ genero: ['trap'] }), 'another');
    await deliver(database, subscriber, [event('like', user, { sampleId })]);
    expect(await signalsOf(database, user)).toMatchObject([{ sampleId, pending: true }]);
    expect((await profileOf(database, user))!.taste).toBeUndefined();
  });
});

test('a profile of a former layout is refolded with its next interaction', async () => {
  const user = fresh('u');
  const [old, fromNow] = [await givenSample('trap'), await givenSample('polka')];
  await deliver(database, subscriber, [event('like', user, { sampleId: old })]);
  await postgres.database.execute({
    text: `UPDATE user_taste_profiles SET layout = 'former', sums = ARRAY['\\x0000000000000840ffff'::bytea] WHERE user_id = $1`,
    values: [user],
  });
  await deliver(database, subscriber, [event('like', user, { sampleId: fromNow })]);
  const profile = (await profileOf(database, user))!;
  expect(profile.layout).toBe(fold.layout);
  const [trap, polka] = [dense(vectorOf({ genero: ['trap'] })), dense(vectorOf({ genero: ['polka'] }))];
  profile.sums.byHalfLife
    .get(90)!
    .forEach((value, index) => expect(value).toBeCloseTo(trap[index]! + polka[index]!, 12));
});

describe('concurrent transactions on the same users', () => {
  const names = ['like', 'unlike', 'play', 'share', 'dislike', 'add_to_board', 'skip'];

  function deedsOf(samples: readonly string[], count: number): Deed[] {
    return Array.from({ length: count }, (_, index) => ({
      eventId: randomUUID(),
      name: names[index % names.length]!,
      at: now.getTime() + (index % 5) * MINUTE,
      sampleId: samples[index % samples.length]!,
      ...(names[index % names.length] === 'add_to_board' ? { collectionId: '7' } : {}),
    }));
  }

  async function expectNothingLost(
    user: string,
    deeds: readonly Deed[],
    vectors: Map<string, ReturnType<typeof vectorOf>>,
  ) {
    const known = deeds.map((deed) => ({ ...deed, eventId: recorded(user, deed).event_id }));
    expectToBe(await partsOf(database, user), naiveProfile(known, domain), domain, vectors);
  }

  test.each([
    ['new', 0],
    ['known', 1],
  ])('the second waits for the first and loses no interaction of %s users', async (_, roundsBefore) => {
    const users = [fresh('u'), fresh('u'), fresh('u')].sort();
    const sampleId = await givenSample('trap');
    const vectors = new Map([[sampleId, vectorOf({ genero: ['trap'] })]]);
    const deeds = new Map(users.map((user) => [user, deedsOf([sampleId], 16)]));
    const batch = (from: number, to: number, order: readonly string[]) =>
      order.flatMap((user) =>
        deeds
          .get(user)!
          .slice(from, to)
          .map((deed) => recorded(user, deed)),
      );
    await deliver(database, subscriber, batch(0, roundsBefore, users));

    const other = postgres.connect({ role: 'jophiel_profile' });
    let second: Promise<unknown> = Promise.resolve();
    await database.transaction(async (transaction) => {
      await subscriber.handle(batch(roundsBefore, 8, users) as never, { transaction, now });
      second = deliver(other, subscriber, batch(8, 16, users.toReversed()));
      await eventually(async () => expect(await lockWaits(postgres.database)).toBe(1));
    });
    await second;
    for (const user of users) {
      expect(await profileOf(database, user)).toMatchObject({ version: roundsBefore + 2 });
      await expectNothingLost(user, deeds.get(user)!, vectors);
    }
  });

  test.each([1, 2, 3, 4])('concurrent batches lose nothing and do not deadlock: %i', async () => {
    const users = Array.from({ length: 10 }, () => fresh('u'));
    const samples = [await givenSample('trap'), await givenSample('polka')];
    const vectors = new Map(samples.map((id, index) => [id, vectorOf({ genero: [index === 0 ? 'trap' : 'polka'] })]));
    const deeds = new Map(users.map((user) => [user, deedsOf(samples, 24)]));
    const batches = Array.from({ length: 24 }, (_, index) => {
      // Subsets of the users, new at first, in either order: they overlap in every way.
      const some = users.filter((_, place) => (place * 7 + index * 5) % 11 < 5);
      const turned = index % 2 === 0 ? some : some.toReversed();
      return turned.map((user) => recorded(user, deeds.get(user)![index]!));
    });
    const connections = [database, postgres.connect({ role: 'jophiel_profile' })];
    await Promise.all(batches.map(async (batch, index) => deliver(connections[index % 2]!, subscriber, batch)));
    const all = users.flatMap((user) => deeds.get(user)!.map((deed) => recorded(user, deed)));
    await deliver(database, subscriber, all);
    for (const user of users) await expectNothingLost(user, deeds.get(user)!, vectors);
  });
});

test('where positions count, an interaction folds the taste again, because it moves those of the others', async () => {
  const user = fresh('u');
  const genres = ['trap', 'polka', 'jazz'];
  const vectors = new Map<string, SparseVector>();
  for (const genre of genres) vectors.set(await givenSample(genre), vectorOf({ genero: [genre] }));
  const recency = { positionScale: 1 };
  const byPosition = onInteractionRecorded({ ...fold, ...recency });
  const deeds = [...vectors.keys()].map((sampleId, nth): Deed => {
    const at = now.getTime() - (genres.length - nth) * MINUTE;
    return { eventId: randomUUID(), name: 'like', at, sampleId };
  });
  for (const deed of deeds) await deliver(database, byPosition, [recorded(user, deed)]);
  const known = deeds.map((deed) => ({ ...deed, eventId: recorded(user, deed).event_id }));
  expectToBe(await partsOf(database, user), naiveProfile(known, domain), { ...domain, recency }, vectors);
});

describe('what the learner is told', () => {
  const telling = onInteractionRecorded(fold, { tellsSignals: true });
  const told = async (...events: ReturnType<typeof event>[]) =>
    (await deliver(database, telling, events))
      .filter(({ contract }) => contract.subject === 'signals.changed')
      .map(({ envelope }) => envelope.payload);

  test('say whose signals changed, in the transaction that changes them', async () => {
    const user = fresh('u');
    const [first, second] = [await givenSample('trap'), await givenSample('polka')];
    expect(await told(event('like', user, { sampleId: first }), event('play', user, { sampleId: second }))).toEqual([
      { user_id: user },
    ]);
    expect(await told(event('unlike', user, { sampleId: first, at: now.getTime() + MINUTE }))).toEqual([
      { user_id: user },
    ]);
  });

  test('is nothing where no signal of the taste changed', async () => {
    const user = fresh('u');
    const sampleId = await givenSample('trap');
    const like = event('like', user, { sampleId });
    await told(like);
    expect(await told(event('impression', user, { sampleId }), event('follow', user, { creatorId: 'c' }))).toEqual([]);
  });

  test('is nothing where nothing is learned', async () => {
    const like = event('like', fresh('u'), { sampleId: await givenSample('trap') });
    const subjects = (await deliver(database, subscriber, [like])).map(({ contract }) => contract.subject);
    expect(subjects).toEqual(['profile.updated']);
  });
});
