import { expect, test } from 'vitest';
import type { ShownFeed } from '../use-cases/choose-feed.ts';
import { type PreparedPage, PreparedPages } from './prepared-pages.ts';

const shownTo = (userId: string): ShownFeed => ({
  userId,
  feed: { source: 'stored', version: 1, generatedAt: new Date(0), sampleIds: [], scores: [], scoreFinals: [] },
  stored: { feed: undefined as never, readAt: 0, isForgotten: false },
  revision: 0,
});
const page = (body: string): PreparedPage => ({ headers: {}, body });
const asked = (url: string, host = 'feeds.example.org') => ({ url, host });

test('a page is sent for its address alone, as long as its feed is still known', () => {
  const known = new Set(['ada']);
  const pages = new PreparedPages(10, ({ userId }) => known.has(userId));
  pages.keep(asked('/ada'), shownTo('ada'), page('of ada'));
  expect(pages.get(asked('/ada'))?.body).toBe('of ada');
  expect([pages.get(asked('/bob')), pages.get(asked('/ada', 'elsewhere.example.org'))]).toEqual([undefined, undefined]);
  known.delete('ada');
  expect(pages.get(asked('/ada'))).toBeUndefined();
});

test('memory is bounded: the page that was made longest ago goes, and an endless address is not kept', () => {
  const pages = new PreparedPages(2, () => true);
  for (const url of ['/a', '/b', '/a', '/c', `/${'x'.repeat(200)}`]) pages.keep(asked(url), shownTo('ada'), page(url));
  expect(['/a', '/b', '/c', `/${'x'.repeat(200)}`].map((url) => pages.get(asked(url))?.body)).toEqual([
    '/a',
    undefined,
    '/c',
    undefined,
  ]);
});
