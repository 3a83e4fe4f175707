import { profileRefold, sampleVectorized } from '@jophiel/contracts';
import { causedBy, inChunks } from '@jophiel/events';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import type { FoldOptions } from '@jophiel/taste';
import { usersOfSamples } from '../statements/users-of-samples.ts';

const USERS_PER_CHUNK = 200;

/**
 * When a vector is added or changed, refolds every user of the sample. In chunks, because a popular sample has more
 * users than one transaction should hold.
 */
export function onSampleVectorized({ counting }: Pick<FoldOptions, 'counting'>): Subscriber {
  return subscriber(
    sampleVectorized,
    async (events, { transaction, now }) => {
      const sampleIds = events.map(({ payload }) => payload.sample_id);
      const userIds = await usersOfSamples(transaction, sampleIds, counting);
      const cause = events.at(-1)!;
      return inChunks(userIds, USERS_PER_CHUNK).map((user_ids, index) =>
        causedBy(profileRefold, { user_ids }, cause, { service: 'profile', now, key: String(index) }),
      );
    },
    { emits: [profileRefold] },
  );
}
