import { type Envelope, interactionRecorded, profileUpdated } from '@jophiel/contracts';
import { causedBy } from '@jophiel/events';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { foldedInteraction, type FoldOptions } from '@jophiel/taste';
import { foldUsers } from '../use-cases/fold-users.ts';

/** Folds every interaction into its user's taste, follows and decisions. */
export function onInteractionRecorded(options: FoldOptions): Subscriber {
  return subscriber(
    interactionRecorded,
    async (events, { transaction, now }) => {
      const causes = new Map<string, Envelope>();
      const interactions = events.flatMap((event) => {
        const { user_id, interaction: name, sample_id, creator_id, collection_id } = event.payload;
        const interaction = foldedInteraction(
          {
            userId: user_id,
            name,
            sampleId: sample_id,
            creatorId: creator_id,
            collectionId: collection_id,
            at: Date.parse(event.event_timestamp),
            eventId: event.event_id,
          },
          options.meanings,
        );
        if (interaction === undefined) return [];
        causes.set(interaction.userId, event);
        return [interaction];
      });
      if (interactions.length === 0) return [];
      const changed = await foldUsers(interactions, { transaction, now, options });
      return changed
        .filter(({ moves }) => moves)
        .map(({ profile }) => {
          const payload = { user_id: profile.userId, profile_version: profile.version };
          return causedBy(profileUpdated, payload, causes.get(profile.userId)!, {
            service: 'profile',
            now,
            key: profile.userId,
          });
        });
    },
    { process: 'fold' },
  );
}
