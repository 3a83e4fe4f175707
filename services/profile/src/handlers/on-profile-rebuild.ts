import { type Envelope, interactionRecorded, profileRebuild, profileUpdated } from '@jophiel/contracts';
import {
  claimEvents,
  consumerName,
  following,
  idFrom,
  type MessagingTables,
  type Subscriber,
  subscriber,
} from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import { clearSignalsAndFollows } from '../adapters/postgres/clear-users.ts';
import { lockProfiles } from '../adapters/postgres/lock-profiles.ts';
import { type LoggedInteraction, readLog } from '../adapters/postgres/read-log.ts';
import { DRIFT_TOLERANCE, drift } from '../core/drift.ts';
import type { FoldOptions } from '../core/fold-options.ts';
import { type FoldedInteraction, foldedInteraction } from '../core/folded-interaction.ts';
import { stateOf } from '../core/user-state.ts';
import { foldInto, storeStates } from './fold-users.ts';

export interface RebuildOptions {
  readonly fold: FoldOptions;
  readonly tables: MessagingTables;
  readonly logger: Logger;
  /** Told how many profiles differed from what the log says. */
  readonly onDrift: (profiles: number) => void;
}

/**
 * Rebuilds profiles from the log alone and says where the stored ones had drifted from it. What it counts it also
 * claims in the inbox, so that an interaction that is logged but still on its way is not counted a second time.
 */
export function onProfileRebuild({ fold, tables, logger, onDrift }: RebuildOptions): Subscriber {
  const report = (profiles: readonly { readonly userId: string; readonly drift: number }[]) => {
    const drifted = profiles.filter((profile) => profile.drift > DRIFT_TOLERANCE);
    for (const profile of drifted)
      logger.warn({ user_id: profile.userId, drift: profile.drift }, 'a profile had drifted from the log');
    onDrift(drifted.length);
  };
  return subscriber(
    profileRebuild,
    async (events, { transaction, now }) => {
      const causes = new Map<string, Envelope>(
        events.flatMap((event) => event.payload.user_ids.map((userId) => [userId, event] as const)),
      );
      const userIds = [...causes.keys()];
      const before = await lockProfiles(transaction, userIds, fold);
      const log = await readLog(transaction, userIds);
      await claimEvents(
        transaction,
        tables,
        consumerName('profile', interactionRecorded.subject),
        log.filter(({ is_recent }) => is_recent).map(({ event_id }) => recordedId(event_id)),
      );
      await clearSignalsAndFollows(transaction, userIds);
      const states = new Map(
        [...before].map(([userId, profile]) => [userId, { ...stateOf(profile), needsRefold: true }]),
      );
      const context = { transaction, now, options: fold };
      await foldInto(
        states,
        log.flatMap((logged) => interactionOf(logged, fold)),
        context,
      );
      await storeStates([...states.values()], context);
      report(
        [...states.values()].map(({ profile }) => ({
          userId: profile.userId,
          drift: drift(before.get(profile.userId)!.sums, profile.sums),
        })),
      );
      return [...states.values()].map(({ profile }) => {
        const payload = { user_id: profile.userId, profile_version: profile.version };
        return following(profileUpdated, payload, causes.get(profile.userId)!, {
          service: 'profile',
          now,
          key: profile.userId,
        });
      });
    },
    { batchSize: 2 },
  );
}

/** Under which id the profile service knows a logged event. */
function recordedId(eventId: string): string {
  return idFrom(`${eventId} ${interactionRecorded.subject} `);
}

function interactionOf(logged: LoggedInteraction, { meanings }: FoldOptions): FoldedInteraction[] {
  const interaction = foldedInteraction(
    {
      userId: logged.user_id,
      name: logged.interaction,
      sampleId: logged.sample_id ?? undefined,
      creatorId: logged.creator_id ?? undefined,
      collectionId: logged.collection_id ?? undefined,
      at: logged.occurred_at.getTime(),
      eventId: recordedId(logged.event_id),
    },
    meanings,
  );
  return interaction === undefined ? [] : [interaction];
}
