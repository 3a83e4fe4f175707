import { expect, test } from 'vitest';
import type { CurrentFeed } from '../use-cases/current-feed.ts';
import { type PreparedPage, PreparedPages } from './prepared-pages.ts';

const feedOf = (userId: string): CurrentFeed => ({
  userId,
  feed: { source: 'stored', version: 1, generatedAt: new Date(0), sampleIds: [], scores: [], scoreFinals: [] },
  cached: { feed: undefined as never, readAt: 0, isDropped: false },
  revision: 0,
});
const page = (body: string, userId = 'ada'): PreparedPage => ({ current: feedOf(userId), headers: {}, body });
const asked = (url: string, host = 'feeds.example.org') => ({ url, host });

test('a page is sent for its address alone, as long as its feed is current', () => {
  const current = new Set(['ada']);
  const pages = new PreparedPages(10, ({ userId }) => current.has(userId));
  pages.keep(asked('/ada'), page('of ada'));
  expect(pages.get(asked('/ada'))?.body).toBe('of ada');
  expect([pages.get(asked('/bob')), pages.get(asked('/ada', 'elsewhere.example.org'))]).toEqual([undefined, undefined]);
  current.delete('ada');
  expect(pages.get(asked('/ada'))).toBeUndefined();
});

test('memory is bounded: the page that was made longest ago goes, and an endless address is not kept', () => {
  const pages = new PreparedPages(2, () => true);
  for (const url of ['/a', '/b', '/a', '/c', `/${'x'.repeat(200)}`]) pages.keep(asked(url), page(url));
  expect(['/a', '/b', '/c', `/${'x'.repeat(200)}`].map((url) => pages.get(asked(url))?.body)).toEqual([
    '/a',
    undefined,
    '/c',
    undefined,
  ]);
});
