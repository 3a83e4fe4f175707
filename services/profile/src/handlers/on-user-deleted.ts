import { userDeleted } from '@jophiel/contracts';
import { eraseUsers, type MessagingTables, type Subscriber, subscriber } from '@jophiel/messaging';
import { eraseProfiles } from '../statements/clear-users.ts';

export function onUserDeleted(tables: MessagingTables): Subscriber {
  return subscriber(userDeleted, async (events, { transaction }) => {
    const userIds = events.map(({ payload }) => payload.user_id);
    await eraseProfiles(transaction, userIds);
    await eraseUsers(transaction, tables, userIds);
    return [];
  });
}
