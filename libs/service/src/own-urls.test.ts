import { expect, test } from 'vitest';
import { withOwnUrls } from './own-urls.ts';

test('a URL of its own goes before the one that all services share', () => {
  const shared = { DATABASE_URL: 'postgresql://all', NATS_URL: 'nats://all' };
  const environment = { ...shared, FEED_API_NATS_URL: 'nats://feed-api', FEED_API_DATABASE_URL: '', X: undefined };
  expect(withOwnUrls('feed-api', environment)).toMatchObject({ ...shared, NATS_URL: 'nats://feed-api' });
  expect(withOwnUrls('scorer', environment)).toMatchObject(shared);
});
