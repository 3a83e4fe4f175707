import { expect, test } from 'vitest';
import type { CurrentFeed } from '../use-cases/current-feed.ts';
import { type CachedResponse, CachedResponses } from './cached-responses.ts';

const feedOf = (userId: string): CurrentFeed => ({
  userId,
  feed: { source: 'stored', version: 1, generatedAt: new Date(0), sampleIds: [], scores: [], scoreFinals: [] },
  cached: { feed: undefined as never, readAt: 0, isDropped: false },
  revision: 0,
});
const page = (body: string, userId = 'ada'): CachedResponse => ({ current: feedOf(userId), headers: {}, body });
const asked = (url: string, host = 'feeds.example.org') => ({ url, host });

test('a response is sent for its URL and host only, while its feed is current', () => {
  const current = new Set(['ada']);
  const responses = new CachedResponses(10, ({ userId }) => current.has(userId));
  responses.keep(asked('/ada'), page('of ada'));
  expect(responses.get(asked('/ada'))?.body).toBe('of ada');
  expect([responses.get(asked('/bob')), responses.get(asked('/ada', 'elsewhere.example.org'))]).toEqual([
    undefined,
    undefined,
  ]);
  current.delete('ada');
  expect(responses.get(asked('/ada'))).toBeUndefined();
});

test('memory is bounded: the oldest response is dropped, and a long URL is not cached', () => {
  const responses = new CachedResponses(2, () => true);
  for (const url of ['/a', '/b', '/a', '/c', `/${'x'.repeat(200)}`]) responses.keep(asked(url), page(url));
  expect(['/a', '/b', '/c', `/${'x'.repeat(200)}`].map((url) => responses.get(asked(url))?.body)).toEqual([
    '/a',
    undefined,
    '/c',
    undefined,
  ]);
});
