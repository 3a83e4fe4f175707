import {
  type Envelope,
  type EventContract,
  interactionRecorded,
  profileRebuild,
  profileUpdated,
  seedsRecorded,
  signalsChanged,
} from '@jophiel/contracts';
import { causedBy, idFrom } from '@jophiel/events';
import { claimEvents, consumerName, type MessagingTables, type Subscriber, subscriber } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import {
  type FoldedInteraction,
  foldedInteraction,
  type FoldOptions,
  latestSeeds,
  type Seeds,
  stateOf,
  type TasteProfile,
} from '@jophiel/taste';
import { clearDerived } from '../statements/clear-users.ts';
import { handledEvents } from '../statements/handled-events.ts';
import { dropUnstored, lockProfiles } from '../statements/lock-profiles.ts';
import { type LoggedInteraction, readLog } from '../statements/read-log.ts';
import { DRIFT_TOLERANCE, drift } from '../core/drift.ts';
import { putSeeds } from '../use-cases/replace-seeds.ts';
import { foldInto, storeChanges, storeStates } from '../use-cases/fold-users.ts';

export interface RebuildOptions {
  readonly fold: FoldOptions;
  /** Whether to tell the learner of changed signals. */
  readonly tellsSignals?: boolean;
  readonly tables: MessagingTables;
  readonly logger: Logger;
  /** Called with the number of profiles that differed from the log. */
  readonly onDrift: (profiles: number) => void;
}

const CONSUMER = consumerName('profile', interactionRecorded.subject);

/**
 * Rebuilds profiles from the log and reports where the stored ones had drifted. It claims the counted events in the
 * inbox, so that a logged interaction whose event is still in transit is not counted twice.
 */
export function onProfileRebuild({ fold, tellsSignals = false, tables, logger, onDrift }: RebuildOptions): Subscriber {
  const report = (before: ReadonlyMap<string, TasteProfile>, after: readonly TasteProfile[]) => {
    const drifted = after
      .map(({ userId, sums }) => ({ stored: before.get(userId)!, rebuilt: sums }))
      // Sums of a former layout have other dimensions.
      .filter(({ stored }) => stored.layout === fold.layout)
      .map(({ stored, rebuilt }) => ({ user_id: stored.userId, drift: drift(stored.sums, rebuilt) }))
      .filter((profile) => profile.drift > DRIFT_TOLERANCE);
    for (const profile of drifted) logger.warn(profile, 'the profile had drifted from the log');
    onDrift(drifted.length);
  };
  return subscriber(
    profileRebuild,
    async (events, { transaction, now }) => {
      const causes = new Map<string, Envelope>(
        events.flatMap((event) => event.payload.user_ids.map((userId) => [userId, event] as const)),
      );
      const userIds = [...causes.keys()];
      // Claim before locking, as the router does; the opposite order could deadlock.
      const before = await claimAndLock(userIds, transaction);
      const log = await readCountable(userIds, transaction);
      await clearDerived(transaction, userIds);
      const logged = new Set(log.map(({ user_id }) => user_id));
      // A user without profile and log was erased after the request.
      const states = new Map(
        [...before]
          .filter(([userId, { version }]) => version > 0 || logged.has(userId))
          .map(([userId, profile]) => [userId, { ...stateOf(profile), needsRefold: true }]),
      );
      const context = { transaction, now, options: fold };
      const interactions = log.flatMap((each) => interactionOf(each, fold));
      const changes = await foldInto(states, interactions, context);
      await putSeeds([...latestSeeds(log.flatMap(seedsOf)).values()], context);
      await Promise.all([storeChanges(transaction, changes), storeStates([...states.values()], context)]);
      await dropUnstored(transaction, userIds);
      const profiles = [...states.values()].map(({ profile }) => profile);
      report(before, profiles);
      return profiles.flatMap(({ userId, version }) => {
        const payload = { user_id: userId, profile_version: version };
        const cause = causes.get(userId)!;
        const at = { service: 'profile', now, key: userId };
        return [
          causedBy(profileUpdated, payload, cause, at),
          ...(tellsSignals ? [causedBy(signalsChanged, { user_id: userId }, cause, at)] : []),
        ];
      });
    },
    {
      emits: [profileUpdated, signalsChanged],
      batchSize: 2,
      process: 'rebuild',
      itemsIn: ({ user_ids }) => user_ids.length,
    },
  );

  async function claimAndLock(userIds: readonly string[], transaction: Executor): Promise<Map<string, TasteProfile>> {
    const log = await readLog(transaction, userIds);
    await claimEvents(transaction, tables, CONSUMER, recentIds(log));
    return lockProfiles(transaction, userIds, fold);
  }

  /**
   * Excludes interactions logged after the claim and not handled yet: their events will arrive. Seeds need no such care,
   * because a choice that arrives again changes nothing.
   */
  async function readCountable(userIds: readonly string[], transaction: Executor): Promise<LoggedInteraction[]> {
    const log = await readLog(transaction, userIds);
    const handled = await handledEvents(transaction, tables, CONSUMER, recentIds(log));
    return log.filter(
      ({ seeds, is_recent, event_id }) =>
        seeds !== null || !is_recent || handled.has(recordedId(event_id, interactionRecorded)),
    );
  }
}

function recentIds(log: readonly LoggedInteraction[]): string[] {
  return log
    .filter(({ seeds, is_recent }) => seeds === null && is_recent)
    .map(({ event_id }) => recordedId(event_id, interactionRecorded));
}

/** The id of the recorded event that ingestion derives from a logged event. */
function recordedId(eventId: string, { subject }: Pick<EventContract, 'subject'>): string {
  return idFrom(`${eventId} ${subject} `);
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
      eventId: recordedId(logged.event_id, interactionRecorded),
    },
    meanings,
  );
  return interaction === undefined ? [] : [interaction];
}

function seedsOf({ user_id, seeds, occurred_at, event_id }: LoggedInteraction): Seeds[] {
  if (seeds === null) return [];
  const { sample_ids, terms } = seeds;
  const eventId = recordedId(event_id, seedsRecorded);
  return [{ userId: user_id, sampleIds: sample_ids, terms, at: occurred_at.getTime(), eventId }];
}
