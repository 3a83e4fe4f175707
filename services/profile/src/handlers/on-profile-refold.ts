import { type Envelope, profileRefold, profileUpdated } from '@jophiel/contracts';
import { causedBy } from '@jophiel/events';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { type FoldOptions, stateOf } from '@jophiel/taste';
import { lockKnownProfiles } from '../statements/lock-profiles.ts';
import { settlePending } from '../statements/settle-pending.ts';
import { storeStates } from '../use-cases/fold-users.ts';

export function onProfileRefold(options: FoldOptions): Subscriber {
  return subscriber(
    profileRefold,
    async (events, { transaction, now }) => {
      const causes = new Map<string, Envelope>(
        events.flatMap((event) => event.payload.user_ids.map((userId) => [userId, event] as const)),
      );
      const userIds = [...causes.keys()];
      // Skips users who were erased after the chunk was published.
      const profiles = await lockKnownProfiles(transaction, userIds, options);
      const states = [...profiles.values()].map((profile) => ({ ...stateOf(profile), needsRefold: true }));
      await settlePending(transaction, userIds, options.layout);
      await storeStates(states, { transaction, now, options });
      return states.map(({ profile }) => {
        const payload = { user_id: profile.userId, profile_version: profile.version };
        return causedBy(profileUpdated, payload, causes.get(profile.userId)!, {
          service: 'profile',
          now,
          key: profile.userId,
        });
      });
    },
    { emits: [profileUpdated], batchSize: 5, process: 'refold', itemsIn: ({ user_ids }) => user_ids.length },
  );
}
