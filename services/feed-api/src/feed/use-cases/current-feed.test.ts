import { expect, test } from 'vitest';
import { PagedLists } from '../../lists/use-cases/paged-lists.ts';
import type { Feed } from '../../shared/core/feed.ts';
import { CachedFeeds } from './cached-feeds.ts';
import { currentFeed, isCurrent, touch } from './current-feed.ts';

const at = new Date('2026-03-01T12:00:00Z');
const feed: Feed = {
  source: 'stored',
  version: 1,
  generatedAt: at,
  sampleIds: ['1', '2', '3'],
  scores: [3, 2, 1],
  scoreFinals: [3, 2, 1],
};

async function givenCachedFeed() {
  const context = {
    cachedFeeds: new CachedFeeds({
      load: async () => feed,
      limit: 10,
      maxAgeMs: 1_000,
      hearsNews: () => true,
      clock: () => 0,
    }),
    pagedFeeds: new PagedLists<Feed>({ limit: 10, pagingMs: 1_000 }),
    unlisted: { has: (sampleId: string) => sampleId === '2', revision: 1 },
    now: () => at,
  };
  await context.cachedFeeds.read('ada');
  return context;
}

test('"a question does not write": only a page that is shown caches the feed for the other pages', async () => {
  const context = await givenCachedFeed();
  const current = currentFeed('ada', context)!;
  expect([current.feed.sampleIds, isCurrent(current, context)]).toEqual([['1', '3'], true]);
  expect(context.pagedFeeds.latest('ada')).toBeUndefined();
  touch(current, context);
  expect(context.pagedFeeds.latest('ada')).toBe(current.feed);
});

test('a feed is current until it is dropped, or until a sample becomes unlisted', async () => {
  const context = await givenCachedFeed();
  const current = currentFeed('ada', context)!;
  context.unlisted.revision += 1;
  expect(isCurrent(current, context)).toBe(false);
  const next = currentFeed('ada', context)!;
  expect(isCurrent(next, context)).toBe(true);
  context.cachedFeeds.drop('ada');
  expect([isCurrent(next, context), currentFeed('ada', context)]).toEqual([false, undefined]);
});
