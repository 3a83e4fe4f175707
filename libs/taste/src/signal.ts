import type { InteractionMeaning } from '@jophiel/domain';
import { decay } from '@jophiel/vectors';

/** Identifies a signal: a user's interactions of one kind with one item, per collection. */
export interface SignalKey {
  readonly userId: string;
  readonly sampleId: string;
  readonly interaction: string;
  /** Empty without a collection. */
  readonly collectionId: string;
}

export interface Signal extends SignalKey {
  /** Count as of `at`, decayed by the half-life; 1 or 0 for a toggle. */
  readonly amount: number;
  /** Epoch ms of the newest event. */
  readonly at: number;
  readonly eventId: string;
}

/** One event of a signal. */
export interface Happening {
  readonly at: number;
  readonly eventId: string;
}

/** What a signal adds to a taste, with `weight` as of `at`. */
export interface Contribution {
  readonly weight: number;
  readonly at: number;
  readonly halfLifeDays: number;
}

export function signalKeyText({ userId, sampleId, interaction, collectionId }: SignalKey): string {
  return JSON.stringify([userId, sampleId, interaction, collectionId]);
}

/**
 * The signal after one more event. Of a toggle the latest event wins, by time and then by event id. Repeats add up, each
 * decayed to the time of the newest. So the order of arrival does not matter.
 */
export function foldSignal(
  before: Signal | undefined,
  key: SignalKey,
  meaning: InteractionMeaning,
  happening: Happening,
): Signal {
  const { fold } = meaning.traits;
  switch (fold.as) {
    case 'latest':
      if (before !== undefined && !isLater(happening, before)) return before;
      return { ...key, amount: meaning.undoes ? 0 : 1, ...happening };
    case 'sum':
      if (before === undefined) return { ...key, amount: 1, ...happening };
      return accumulate(before, happening, fold.halfLifeDays);
    case 'follow':
    case 'nothing':
      throw new Error(`${meaning.name} makes no signal`);
    default:
      return fold satisfies never;
  }
}

export function contributionOf(signal: Signal, { traits: { taste } }: InteractionMeaning): Contribution | undefined {
  if (taste === undefined || signal.amount === 0) return undefined;
  return { weight: taste.weight * signal.amount, at: signal.at, halfLifeDays: taste.halfLifeDays };
}

function accumulate(before: Signal, happening: Happening, halfLifeDays: number): Signal {
  const span = happening.at - before.at;
  const amount = span >= 0 ? before.amount * decay(span, halfLifeDays) + 1 : before.amount + decay(-span, halfLifeDays);
  const newest = isLater(happening, before)
    ? { at: happening.at, eventId: happening.eventId }
    : { at: before.at, eventId: before.eventId };
  return { ...before, amount, ...newest };
}

export function isLater(one: Happening, other: Happening): boolean {
  return one.at > other.at || (one.at === other.at && one.eventId > other.eventId);
}
