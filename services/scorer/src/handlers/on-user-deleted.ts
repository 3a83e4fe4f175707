import { userDeleted } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { eraseFeeds } from '../statements/erase-feeds.ts';

export const onUserDeleted: Subscriber = subscriber(userDeleted, async (events, { transaction }) => {
  await eraseFeeds(
    transaction,
    events.map(({ payload }) => payload.user_id),
  );
  return [];
});
