import type { InteractionMeaning } from '@jophiel/domain';
import { decay } from '@jophiel/vectors';

/** What a user has done with an item, by one interaction, in one collection where it has any. */
export interface SignalKey {
  readonly userId: string;
  readonly sampleId: string;
  readonly interaction: string;
  /** Empty for interactions without a collection. */
  readonly collectionId: string;
}

export interface Signal extends SignalKey {
  /** How often, as of `at`, older times counting less by the half-life; of a toggle 1 or 0. */
  readonly amount: number;
  /** Epoch ms of the newest event. */
  readonly at: number;
  readonly eventId: string;
}

/** One happening, to be folded into a signal. */
export interface Happening {
  readonly at: number;
  readonly eventId: string;
}

/** What a signal adds to a taste; `weight` is as of `at`. */
export interface Contribution {
  readonly weight: number;
  readonly at: number;
  readonly halfLifeDays: number;
}

export function signalKeyText({ userId, sampleId, interaction, collectionId }: SignalKey): string {
  return JSON.stringify([userId, sampleId, interaction, collectionId]);
}

/**
 * The signal after a happening. Toggles are registers: the latest happening wins, by time and then by event id, so the
 * order of arrival does not matter. Repeats add up, each decayed to the newest, which is the same in any order.
 */
export function foldSignal(
  before: Signal | undefined,
  key: SignalKey,
  meaning: InteractionMeaning,
  happening: Happening,
): Signal {
  const { interaction, undoes } = meaning;
  switch (interaction.kind) {
    case 'toggle':
    case 'collect':
      if (before !== undefined && !isLater(happening, before)) return before;
      return { ...key, amount: undoes ? 0 : 1, ...happening };
    case 'repeat':
    case 'exposure':
      if (before === undefined) return { ...key, amount: 1, ...happening };
      return accumulate(before, happening, interaction.halfLifeDays);
    case 'follow':
    case 'record':
      throw new Error(`${interaction.kind} is no signal`);
    default:
      return interaction satisfies never;
  }
}

export function contributionOf(signal: Signal, { interaction }: InteractionMeaning): Contribution | undefined {
  if (!('weight' in interaction) || signal.amount === 0) return undefined;
  return { weight: interaction.weight * signal.amount, at: signal.at, halfLifeDays: interaction.halfLifeDays };
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
