import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Feed } from '../../shared/core/feed.ts';
import { CachedFeeds } from './cached-feeds.ts';

const feedOf = (version: number): Feed => ({
  source: 'stored',
  version,
  generatedAt: new Date(version),
  sampleIds: [],
  scores: [],
  scoreFinals: [],
});

let clock: number;
let hearsNews: boolean;
/** What PostgreSQL has, and the readings of it that have seen something and not answered yet. */
let versions: Map<string, number>;
let underWay: { readonly userId: string; answer(): void; fail(): void }[];
let cachedFeeds: CachedFeeds;

beforeEach(() => {
  [clock, hearsNews, versions, underWay] = [0, true, new Map(), []];
  cachedFeeds = new CachedFeeds({
    limit: 3,
    maxAgeMs: 1_000,
    hearsNews: () => hearsNews,
    clock: () => clock,
    load: async (userId) => {
      const seen = versions.get(userId);
      const { promise, resolve, reject } = Promise.withResolvers<Feed | undefined>();
      underWay.push({
        userId,
        answer: () => resolve(seen === undefined ? undefined : feedOf(seen)),
        fail: () => reject(new Error('PostgreSQL is away')),
      });
      return promise;
    },
  });
});

const currentVersion = (userId: string) => cachedFeeds.current(userId)?.feed.version;

/** Reads and is answered at once. */
async function read(userId: string, version = 1): Promise<void> {
  versions.set(userId, version);
  const reading = cachedFeeds.read(userId);
  underWay.pop()!.answer();
  await reading;
}

describe('a feed that was read', () => {
  test('is known until there is news of it, and news of others do not matter', async () => {
    await read('ada', 4);
    cachedFeeds.drop('bob');
    expect([currentVersion('ada'), (await cachedFeeds.read('ada'))?.version]).toEqual([4, 4]);
    const kept = cachedFeeds.current('ada')!;
    cachedFeeds.drop('ada');
    expect([cachedFeeds.current('ada'), cachedFeeds.isCurrent(kept)]).toEqual([undefined, false]);
  });

  test('is read again after a while although no news came', async () => {
    await read('ada');
    clock = 999;
    expect(currentVersion('ada')).toBe(1);
    clock = 1_000;
    expect(currentVersion('ada')).toBeUndefined();
  });

  test('is not vouched for while no news are heard, and forgotten when some may have been missed', async () => {
    await read('ada');
    const kept = cachedFeeds.current('ada')!;
    hearsNews = false;
    expect([cachedFeeds.current('ada'), cachedFeeds.isCurrent(kept)]).toEqual([undefined, false]);
    hearsNews = true;
    expect(currentVersion('ada')).toBe(1);
    cachedFeeds.dropAll();
    expect([cachedFeeds.current('ada'), cachedFeeds.isCurrent(kept)]).toEqual([undefined, false]);
  });

  test('makes room for others: what was read longest ago goes, and nothing made of it may be used', async () => {
    await read('ada');
    const kept = cachedFeeds.current('ada')!;
    for (const user of ['bob', 'cem', 'dan']) await read(user);
    expect(['ada', 'bob', 'cem', 'dan'].map(currentVersion)).toEqual([undefined, 1, 1, 1]);
    expect(cachedFeeds.isCurrent(kept)).toBe(false);
  });
});

test('many who ask for one feed at once wait for one reading; a failed one is all of theirs, and not the next', async () => {
  const readings = ['ada', 'ada', 'ada', 'bob'].map(async (user) => cachedFeeds.read(user));
  expect(underWay.map(({ userId }) => userId)).toEqual(['ada', 'bob']);
  underWay[0]!.fail();
  underWay[1]!.answer();
  expect((await Promise.allSettled(readings)).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  await read('ada', 2);
  expect(currentVersion('ada')).toBe(2);
});

test.each([
  ['news of it', () => cachedFeeds.drop('ada')],
  ['a broken connection', () => cachedFeeds.dropAll()],
])('what was being read when there was %s goes to those who asked before, and is not kept', async (_, happens) => {
  versions.set('ada', 1);
  const before = cachedFeeds.read('ada');
  versions.set('ada', 2);
  happens();
  const after = cachedFeeds.read('ada');
  for (const { answer } of underWay.toReversed()) answer();
  expect([(await before)?.version, (await after)?.version, currentVersion('ada')]).toEqual([1, 2, 2]);
});

test('who has no feed is asked about every time, because nothing tells when what everybody gets has changed', async () => {
  const reading = cachedFeeds.read('ada');
  underWay.pop()!.answer();
  expect(await reading).toBeUndefined();
  void cachedFeeds.read('ada');
  expect(underWay).toHaveLength(1);
});

test('while no news are heard every reading is its own, and nothing is kept of it', async () => {
  hearsNews = false;
  const readings = [cachedFeeds.read('ada'), cachedFeeds.read('ada')];
  expect(underWay).toHaveLength(2);
  hearsNews = true;
  for (const reading of underWay) reading.answer();
  await Promise.all(readings);
  expect(cachedFeeds.current('ada')).toBeUndefined();
});

type Step =
  | { readonly kind: 'stored' | 'heard' | 'read' | 'known' | 'lost' | 'back' }
  | { readonly kind: 'answered' | 'failed'; readonly which: number };

const someStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('stored', 'heard', 'read', 'read', 'known', 'lost', 'back') }),
  fc.record({ kind: fc.constantFrom('answered', 'answered', 'failed'), which: fc.nat(9) }),
);

test('no request gets a feed older than the last change before it, in any order of reads and changes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someStep, { maxLength: 60, size: 'max' }), async (steps) => {
      versions = new Map([['ada', 1]]);
      [underWay, hearsNews] = [[], true];
      cachedFeeds.dropAll();
      let heard = 1;
      const answers: Promise<void>[] = [];
      const holds = (version: number | undefined, atLeast: number) => expect(version).toBeGreaterThanOrEqual(atLeast);
      for (const step of steps) {
        if (step.kind === 'stored') versions.set('ada', versions.get('ada')! + 1);
        else if (step.kind === 'heard' && hearsNews) {
          heard = versions.get('ada')!;
          cachedFeeds.drop('ada');
        } else if (step.kind === 'lost') hearsNews = false;
        else if (step.kind === 'back' && !hearsNews) {
          hearsNews = true;
          heard = versions.get('ada')!;
          cachedFeeds.dropAll();
        } else if (step.kind === 'known') {
          const known = cachedFeeds.current('ada');
          if (known !== undefined) holds(known.feed.version, heard);
        } else if (step.kind === 'read') {
          const atLeast = heard;
          answers.push(
            cachedFeeds.read('ada').then(
              (feed) => holds(feed?.version, atLeast),
              (error: Error) => expect(error.message).toBe('PostgreSQL is away'),
            ),
          );
        } else if (step.kind === 'answered' || step.kind === 'failed') {
          const [reading] = underWay.splice(step.which % Math.max(underWay.length, 1), 1);
          if (step.kind === 'answered') reading?.answer();
          else reading?.fail();
          // What waits for the reading goes on before the next step.
          for (let turn = 0; turn < 10; turn++) await Promise.resolve();
        }
      }
      for (const { answer } of underWay) answer();
      await Promise.all(answers);
    }),
    { numRuns: 2_000 },
  );
});
