import { type Envelope, interactionRecorded, profileUpdated, signalsChanged } from '@jophiel/contracts';
import { causedBy } from '@jophiel/events';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { foldedInteraction, type FoldOptions, type UserState } from '@jophiel/taste';
import { foldUsers } from '../use-cases/fold-users.ts';

/**
 * Folds every interaction into its user's taste, follows and decisions.
 * @param tellsSignals whether to tell the learner of changed signals
 */
export function onInteractionRecorded(
  options: FoldOptions,
  { tellsSignals = false }: { readonly tellsSignals?: boolean } = {},
): Subscriber {
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
      const about = ({ profile: { userId, version } }: UserState) => ({
        payload: { user_id: userId, profile_version: version },
        cause: causes.get(userId)!,
        at: { service: 'profile', now, key: userId },
      });
      const moved = changed.filter(({ moves }) => moves).map(about);
      const updates = moved.map(({ payload, cause, at }) => causedBy(profileUpdated, payload, cause, at));
      if (!tellsSignals) return updates;
      const told = changed.flatMap((state) => {
        if (!changesEvidence(state, options)) return [];
        const { payload, cause, at } = about(state);
        return [causedBy(signalsChanged, { user_id: payload.user_id }, cause, at)];
      });
      return [...updates, ...told];
    },
    { emits: [profileUpdated, signalsChanged], process: 'fold' },
  );
}

/** Whether a signal changed that counts in a taste. */
function changesEvidence({ signals, changedSignals }: UserState, { counting }: FoldOptions): boolean {
  return [...changedSignals].some((key) => counting.includes(signals.get(key)!.interaction));
}
