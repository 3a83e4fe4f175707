import { type Envelope, interactionRecorded, profileRebuild, profileUpdated } from '@jophiel/contracts';
import { causedBy, idFrom } from '@jophiel/events';
import { claimEvents, consumerName, type MessagingTables, type Subscriber, subscriber } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import {
  type FoldedInteraction,
  foldedInteraction,
  type FoldOptions,
  stateOf,
  type TasteProfile,
} from '@jophiel/taste';
import { clearSignalsAndFollows } from '../statements/clear-users.ts';
import { handledEvents } from '../statements/handled-events.ts';
import { dropUnstored, lockProfiles } from '../statements/lock-profiles.ts';
import { type LoggedInteraction, readLog } from '../statements/read-log.ts';
import { DRIFT_TOLERANCE, drift } from '../core/drift.ts';
import { foldInto, storeChanges, storeStates } from '../use-cases/fold-users.ts';

export interface RebuildOptions {
  readonly fold: FoldOptions;
  readonly tables: MessagingTables;
  readonly logger: Logger;
  /** Told how many profiles differed from what the log says. */
  readonly onDrift: (profiles: number) => void;
}

const CONSUMER = consumerName('profile', interactionRecorded.subject);

/**
 * Rebuilds profiles from the log alone and says where the stored ones had drifted from it. What it counts it also
 * claims in the inbox, so that an interaction that is logged but still on its way is not counted a second time.
 */
export function onProfileRebuild({ fold, tables, logger, onDrift }: RebuildOptions): Subscriber {
  const report = (before: ReadonlyMap<string, TasteProfile>, after: readonly TasteProfile[]) => {
    const drifted = after
      .map(({ userId, sums }) => ({ stored: before.get(userId)!, rebuilt: sums }))
      // Sums of a former layout are about other dimensions.
      .filter(({ stored }) => stored.layout === fold.layout)
      .map(({ stored, rebuilt }) => ({ user_id: stored.userId, drift: drift(stored.sums, rebuilt) }))
      .filter((profile) => profile.drift > DRIFT_TOLERANCE);
    for (const profile of drifted) logger.warn(profile, 'a profile had drifted from the log');
    onDrift(drifted.length);
  };
  return subscriber(
    profileRebuild,
    async (events, { transaction, now }) => {
      const causes = new Map<string, Envelope>(
        events.flatMap((event) => event.payload.user_ids.map((userId) => [userId, event] as const)),
      );
      const userIds = [...causes.keys()];
      // Claimed before anything is locked, as the router does: in the other order the two would wait for each other.
      const before = await claimAndLock(userIds, transaction);
      const log = await readCountable(userIds, transaction);
      await clearSignalsAndFollows(transaction, userIds);
      const logged = new Set(log.map(({ user_id }) => user_id));
      // Who has neither a profile nor a log was erased since the rebuild was asked for.
      const states = new Map(
        [...before]
          .filter(([userId, { version }]) => version > 0 || logged.has(userId))
          .map(([userId, profile]) => [userId, { ...stateOf(profile), needsRefold: true }]),
      );
      const context = { transaction, now, options: fold };
      const interactions = log.flatMap((each) => interactionOf(each, fold));
      const changes = await foldInto(states, interactions, context);
      await Promise.all([storeChanges(transaction, changes), storeStates([...states.values()], context)]);
      await dropUnstored(transaction, userIds);
      const profiles = [...states.values()].map(({ profile }) => profile);
      report(before, profiles);
      return profiles.map(({ userId, version }) =>
        causedBy(profileUpdated, { user_id: userId, profile_version: version }, causes.get(userId)!, {
          service: 'profile',
          now,
          key: userId,
        }),
      );
    },
    { batchSize: 2, process: 'rebuild', itemsIn: ({ user_ids }) => user_ids.length },
  );

  async function claimAndLock(userIds: readonly string[], transaction: Executor): Promise<Map<string, TasteProfile>> {
    const log = await readLog(transaction, userIds);
    await claimEvents(transaction, tables, CONSUMER, recentIds(log));
    return lockProfiles(transaction, userIds, fold);
  }

  /** Without what was logged since it was claimed and is not handled: its event comes after this. */
  async function readCountable(userIds: readonly string[], transaction: Executor): Promise<LoggedInteraction[]> {
    const log = await readLog(transaction, userIds);
    const handled = await handledEvents(transaction, tables, CONSUMER, recentIds(log));
    return log.filter(({ is_recent, event_id }) => !is_recent || handled.has(recordedId(event_id)));
  }
}

function recentIds(log: readonly LoggedInteraction[]): string[] {
  return log.filter(({ is_recent }) => is_recent).map(({ event_id }) => recordedId(event_id));
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
