import { readFileSync } from 'node:fs';
import { fetchWithKey, request, waitUntilHandled } from '@jophiel/local';
import { seed } from '@jophiel/local/seed';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OutsideId, Platform } from '../stack/platform.ts';
import { rankedAlone } from '../stack/ranked-alone.ts';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

interface Described {
  readonly sample_id: OutsideId;
  readonly creator_id: OutsideId;
  readonly metadata: Record<string, unknown>;
}

const size = { users: 60, samples: 3_000, interactions: 1_500, seed: 21, now: Date.now() };

/** The same flow for two domains: nothing of it but these names is about either. */
describe.each([
  { domain: 'audio', genreKey: 'genero', newUser: (number: number): OutsideId => 500_000 + number },
  { domain: 'films', genreKey: 'genres', newUser: (number: number): OutsideId => `new-${number}` },
])('$domain: a like changes a real feed', ({ domain, genreKey, newUser }) => {
  let stack: RunningStack;
  let platform: Platform;
  const samples = [...new ImaginaryPlatform(loadDefinition(domain), size).samples()].map(
    ({ payload }) => payload as unknown as Described,
  );
  const genresOf = new Map(
    samples.map(({ sample_id, metadata }) => [sample_id, (metadata[genreKey] ?? []) as string[]]),
  );
  const ofGenre = (genre: string) => samples.filter(({ sample_id }) => genresOf.get(sample_id)!.includes(genre));
  const share = (ids: readonly OutsideId[], genre: string) =>
    ids.filter((id) => genresOf.get(id)!.includes(genre)).length / ids.length;
  /** Genres with enough samples to fill a page, the largest first. */
  const genres = [...new Set([...genresOf.values()].flat())].sort((a, b) => ofGenre(b).length - ofGenre(a).length);
  let users = 0;
  const someone = () => newUser(++users);

  beforeAll(async () => {
    stack = await startStack({ domain: rankedAlone(domain) });
    platform = new Platform(stack);
    await seed(stack, size, () => {});
    await waitUntilHandled(stack, () => {});
  }, 120_000);
  afterAll(async () => stack.stop());

  const likeAll = async (user: OutsideId, liked: readonly Described[]) => {
    for (const { sample_id } of liked)
      await platform.changing(user, async () => platform.does(user, 'like', { sample_id }));
  };

  test('before anything is known of a user, the feed is what is trending', async () => {
    await fetchWithKey(`${stack.services.scorer}/v1/batch`, { method: 'POST' });
    const { source } = await eventually(async () => {
      const feed = await platform.feed(someone());
      expect(feed.source).toBe('trending');
      expect(feed.sample_ids.length).toBeGreaterThan(50);
      return feed;
    });
    expect(source).toBe('trending');
  });

  test.each([0, 3])('likes of one genre make a feed of that genre (genre number %i)', async (index) => {
    const user = someone();
    const genre = genres[index]!;
    await likeAll(user, ofGenre(genre).slice(0, 5));
    const { sample_ids } = await platform.feed(user, 20);
    expect(share(sample_ids, genre)).toBeGreaterThan(0.9);
    expect(
      share(
        samples.map(({ sample_id }) => sample_id),
        genre,
      ),
    ).toBeLessThan(0.5);
  });

  test('what the user has liked is not recommended again, and what they dislike is removed', async () => {
    const user = someone();
    const liked = ofGenre(genres[1]!).slice(0, 3);
    await likeAll(user, liked);
    const before = await platform.feed(user);
    for (const { sample_id } of liked) expect(before.sample_ids).not.toContain(sample_id);
    const disliked = before.sample_ids[0]!;
    const after = await platform.changing(user, async () => platform.does(user, 'dislike', { sample_id: disliked }));
    expect(after.sample_ids).not.toContain(disliked);
  });

  test('a follow lifts the samples of the creator by the bonus, and an unfollow lets them fall again', async () => {
    const user = someone();
    await likeAll(user, ofGenre(genres[0]!).slice(0, 2));
    const top = new Set((await platform.feed(user, 100)).sample_ids);
    const creators = new Map<OutsideId, Described[]>();
    for (const sample of samples) creators.set(sample.creator_id, [...(creators.get(sample.creator_id) ?? []), sample]);
    const [creator, theirs] = [...creators].find(
      ([, own]) => own.length >= 5 && own.every(({ sample_id }) => !top.has(sample_id)),
    )!;
    const followed = await platform.changing(user, async () =>
      platform.does(user, 'follow', { followed_user_id: creator }),
    );
    const isTheirs = (id: OutsideId) => theirs.some(({ sample_id }) => sample_id === id);
    const points = await platform.points(user);
    expect(followed.sample_ids.filter(isTheirs).length).toBeGreaterThanOrEqual(5);
    expect(points.samples.find(({ sample_id }) => isTheirs(sample_id))!.score).toBeGreaterThan(0.5);
    const unfollowed = await platform.changing(user, async () =>
      platform.does(user, 'unfollow', { unfollowed_user_id: creator }),
    );
    expect(unfollowed.sample_ids.filter(isTheirs).length).toBeLessThan(5);
  });

  test('an un-like undoes a like as if it had never been', async () => {
    const user = someone();
    await likeAll(user, ofGenre(genres[2]!).slice(0, 3));
    const before = await platform.feed(user);
    const other = ofGenre(genres[4]!)[0]!;
    const between = await platform.changing(user, async () =>
      platform.does(user, 'like', { sample_id: other.sample_id }),
    );
    expect(between.sample_ids).not.toEqual(before.sample_ids);
    const after = await platform.changing(user, async () =>
      platform.does(user, 'unlike', { sample_id: other.sample_id }),
    );
    expect(after.sample_ids).toEqual(before.sample_ids);
  });

  test('an event that comes twice, over HTTP and over NATS, in both forms of its id, counts once', async () => {
    const user = someone();
    const { sample_id } = ofGenre(genres[0]!)[7]!;
    const event = await platform.does(user, 'like', { sample_id });
    await eventually(async () => expect((await platform.feed(user)).version).toBe(1));
    const connection = await connectNats({ url: stack.natsUrl, name: 'platform' });
    const transport = await jetStreamTransport(connection, { replicas: 1, scale: 0.5 });
    const id = String(event.event_id);
    const dashed = id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5').toUpperCase();
    for (const event_id of [id, dashed])
      await transport.publish([
        {
          subject: 'user.interaction.like',
          id: `${event_id} ${Math.random()}`,
          body: JSON.stringify({ ...event, event_id }),
        },
      ]);
    expect((await platform.send(event)).body.results[0]).toMatchObject({ status: 'duplicate' });
    await waitUntilHandled(stack, () => {});
    const [row] = await stack.database.query<{ amount: number; count: number }>({
      text: `SELECT amount, (SELECT count(*) FROM jophiel.user_interactions WHERE user_id = $1) AS count FROM jophiel.user_signals WHERE user_id = $1`,
      values: [String(user)],
    });
    expect(row).toEqual({ amount: 1, count: 1 });
    expect((await platform.feed(user)).version).toBe(1);
    await connection.close();
  });

  test('an interaction that arrives before its sample waits for it, and then counts', async () => {
    const user = someone();
    const late = domain === 'audio' ? 990_001 : 'late-1';
    await platform.does(user, 'like', { sample_id: late });
    await waitUntilHandled(stack, () => {});
    const pending = async () =>
      (
        await stack.database.query<{ pending: boolean }>({
          text: 'SELECT pending FROM jophiel.user_signals WHERE user_id = $1',
          values: [String(user)],
        })
      )[0];
    expect(await pending()).toEqual({ pending: true });
    const original = ofGenre(genres[1]!)[0]!;
    await platform.send({
      event_name: 'sample.analyzed',
      event_id: crypto.randomUUID(),
      event_timestamp: new Date().toISOString(),
      payload: { ...original, sample_id: late },
    });
    await eventually(async () => expect(await pending()).toEqual({ pending: false }));
    await eventually(async () =>
      expect(share((await platform.feed(user, 20)).sample_ids, genres[1]!)).toBeGreaterThan(0.5),
    );
  });

  test('a sample that is deleted leaves the feeds that are stored already', async () => {
    const user = someone();
    await likeAll(user, ofGenre(genres[3]!).slice(0, 2));
    const gone = (await platform.feed(user)).sample_ids[2]!;
    await platform.send({
      event_name: 'sample.lifecycle.deleted',
      event_id: crypto.randomUUID(),
      event_timestamp: new Date().toISOString(),
      payload: { sample_id: gone },
    });
    await eventually(async () => expect((await platform.feed(user)).sample_ids).not.toContain(gone));
  });

  test('an erased user leaves nothing but a tombstone, and what comes late of them is refused', async () => {
    const user = someone();
    await likeAll(user, ofGenre(genres[3]!).slice(0, 2));
    const late = new Date();
    await platform.send({
      event_name: 'user.lifecycle.deleted',
      event_id: crypto.randomUUID(),
      event_timestamp: new Date().toISOString(),
      payload: { user_id: user },
    });
    await eventually(async () => expect((await platform.feed(user)).source).not.toBe('stored'));
    const tables = await stack.database.query<{ name: string }>({
      text: `SELECT table_name AS name FROM information_schema.columns
             WHERE table_schema = 'jophiel' AND column_name = 'user_id' ORDER BY 1`,
    });
    await eventually(async () => {
      const left = [];
      for (const { name } of tables) {
        const rows = await stack.database.query({
          text: `SELECT FROM jophiel.${name} WHERE user_id = $1`,
          values: [String(user)],
        });
        if (rows.length > 0) left.push(name);
      }
      expect(left).toEqual(['user_tombstones']);
    });
    const { sample_id } = ofGenre(genres[3]!)[0]!;
    await expect(platform.does(user, 'like', { sample_id }, late)).rejects.toThrow('USER_ERASED');
    expect((await platform.feed(user)).source).not.toBe('stored');
  });

  test('the stream tells of the new version within moments, and of the stored one at once', async () => {
    const user = someone();
    const listening = await platform.stream(user);
    await platform.does(user, 'like', { sample_id: ofGenre(genres[0]!)[3]!.sample_id });
    await listening.version(1);
    const later = await platform.stream(user);
    await later.version(1);
    listening.close();
    later.close();
  });

  test('the same state gives the same feed: nothing in it is random', async () => {
    const user = someone();
    await likeAll(user, ofGenre(genres[0]!).slice(0, 3));
    const first = await platform.feed(user);
    const batch = `${stack.services.scorer}/v1/batch`;
    const { run_id } = await request<{ run_id: string }>('POST', `${batch}?everyone=true`);
    await eventually(async () => {
      const run = await request<{ finished_at: string | null }>('GET', `${batch}/${run_id}`);
      expect(run.finished_at).not.toBeNull();
    });
    // Recomputed without a change: a different one would have been stored.
    expect(await platform.feed(user)).toEqual(first);
  });

  test('following the links walks through the whole feed once', async () => {
    const user = someone();
    await likeAll(user, ofGenre(genres[2]!).slice(0, 2));
    const seen: OutsideId[] = [];
    for (let url: string | null = `${stack.services['feed-api']}/v1/feed/${user}?per_page=30`; url !== null;) {
      const page = (await (await fetchWithKey(url)).json()) as {
        sample_ids: OutsideId[];
        pagination: { next_page_url: string | null };
      };
      seen.push(...page.sample_ids);
      url = page.pagination.next_page_url;
    }
    expect(seen.length).toBe(200);
    expect(new Set(seen).size).toBe(200);
  });

  test('one correlation id follows an event from the inlet to the feed', async () => {
    const user = someone();
    const event = await platform.does(user, 'like', { sample_id: ofGenre(genres[0]!)[1]!.sample_id });
    const id = String(event.event_id).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
    for (const feature of ['ingestion.http', 'profile.fold', 'scorer.reaction', 'central'])
      await eventually(() => expect(readFileSync(`${stack.folder}/logs/${feature}.log`, 'utf8')).toContain(id));
  });
});
