import { positiveItems, type PositiveItemsOptions, type Signal } from '@jophiel/taste';

/** A user's signals as columns: signal i is about `sampleIds[i]`. */
export interface UserSignals {
  readonly userId: string;
  readonly sampleIds: readonly string[];
  readonly interactions: readonly string[];
  readonly amounts: readonly number[];
  /** Epoch ms. */
  readonly times: readonly number[];
}

export interface LikedItem {
  readonly sampleId: string;
  /** Epoch ms of the newest signal. */
  readonly at: number;
}

/**
 * The positive items of a user, in no order: the same as `positiveItems`, which sees only items with several signals,
 * because it makes objects and the log has millions of signals.
 */
export function likedItems(signals: UserSignals, options: PositiveItemsOptions): LikedItem[] {
  const { sampleIds, interactions, amounts, times } = signals;
  const single = new Map<string, number>();
  const several: Signal[] = [];
  const seen = new Set<string>();
  for (let i = 0; i < sampleIds.length; i++) {
    const sampleId = sampleIds[i]!;
    if (amounts[i] === 0 || options.meanings.get(interactions[i]!)?.traits.taste === undefined) continue;
    if (options.isOwn(sampleId)) continue;
    const original = options.originalOf(sampleId);
    if (!seen.has(original)) {
      seen.add(original);
      single.set(original, i);
      continue;
    }
    const first = single.get(original);
    if (first !== undefined) {
      several.push(signalAt(signals, first));
      single.delete(original);
    }
    several.push(signalAt(signals, i));
  }
  const liked: LikedItem[] = several.length === 0 ? [] : positiveItems(several, options);
  for (const [sampleId, i] of single) {
    const { weight } = options.meanings.get(interactions[i]!)!.traits.taste!;
    if (weight * amounts[i]! > 0) liked.push({ sampleId, at: times[i]! });
  }
  return liked;
}

/** The most signals of one UTC day. */
export function busiestDay({ times }: UserSignals): number {
  const days = new Map<number, number>();
  let most = 0;
  for (const time of times) {
    const day = Math.floor(time / 86_400_000);
    const count = (days.get(day) ?? 0) + 1;
    days.set(day, count);
    most = Math.max(most, count);
  }
  return most;
}

function signalAt({ userId, sampleIds, interactions, amounts, times }: UserSignals, i: number): Signal {
  return {
    userId,
    sampleId: sampleIds[i]!,
    interaction: interactions[i]!,
    collectionId: '',
    amount: amounts[i]!,
    at: times[i]!,
    eventId: '',
  };
}
