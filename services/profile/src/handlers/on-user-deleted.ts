import { userDeleted } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { eraseProfiles } from '../statements/clear-users.ts';

export const onUserDeleted: Subscriber = subscriber(userDeleted, async (events, { transaction }) => {
  await eraseProfiles(
    transaction,
    events.map(({ payload }) => payload.user_id),
  );
  return [];
});
