import { type Envelope, profileUpdated, seedsRecorded } from '@jophiel/contracts';
import { causedBy } from '@jophiel/events';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import type { FoldOptions } from '@jophiel/taste';
import { replaceSeeds } from '../use-cases/replace-seeds.ts';

/** Folds what users chose to start with into their tastes. Their feeds follow at once, as after a like. */
export function onSeedsRecorded(options: FoldOptions): Subscriber {
  return subscriber(
    seedsRecorded,
    async (events, { transaction, now }) => {
      const causes = new Map<string, Envelope>(events.map((event) => [event.payload.user_id, event]));
      const choices = events.map(({ payload, event_timestamp, event_id }) => ({
        userId: payload.user_id,
        sampleIds: payload.sample_ids,
        terms: payload.terms,
        at: Date.parse(event_timestamp),
        eventId: event_id,
      }));
      const changed = await replaceSeeds(choices, { transaction, now, options });
      return changed.map(({ profile: { userId, version } }) =>
        causedBy(profileUpdated, { user_id: userId, profile_version: version }, causes.get(userId)!, {
          service: 'profile',
          now,
          key: userId,
        }),
      );
    },
    { emits: [profileUpdated], process: 'seeds' },
  );
}
