import { type Candidate, type Exposures, type Listener, rankFeed, type RankOptions } from '@jophiel/scoring';
import {
  addSeedTerms,
  foldedInteraction,
  foldInteraction,
  foldSums,
  seedSignals,
  type Signal,
  stateOf,
  type UserState,
} from '@jophiel/taste';
import { decay, emptySums, tasteAt } from '@jophiel/vectors';
import type { UserLog } from './statements/read-log.ts';
import type { View } from './view.ts';

/** Variety compares items with each other; it reorders at most this multiple of a feed's size. */
const VARIED_PER_PLACE = 10;

/**
 * The feed that a user would have under a view: folds the log as the profile service does, and scores every sample as
 * the scorer scores candidates.
 * @param now epoch ms
 * @returns sample ids, the best first
 */
export function feedOf(
  userId: string,
  log: UserLog,
  view: View,
  { popularity, now }: Pick<RankOptions, 'popularity' | 'now'>,
): string[] {
  const { calculator, variety, feedSize: size, definitive, exposures } = view.arms.of(userId).options;
  const listener = listenerOf(userId, log, view, { definitive, exposures, now });
  const { candidates } = view.catalogue;
  const options = { calculator, popularity, now };
  const plain = rankFeed(listener, candidates, {
    ...options,
    size: variety === undefined ? size : VARIED_PER_PLACE * size,
  });
  if (variety === undefined) return plain.map(({ sampleId }) => sampleId);
  const best = new Set(plain.map(({ sampleId }) => sampleId));
  const varied = candidates.filter(({ sampleId }: Candidate) => best.has(sampleId));
  return rankFeed(listener, varied, { ...options, variety, size }).map(({ sampleId }) => sampleId);
}

interface ListenerOptions {
  readonly definitive: readonly string[];
  readonly exposures: Exposures | undefined;
  readonly now: number;
}

function listenerOf(
  userId: string,
  { interactions, seeds }: UserLog,
  { fold, catalogue: { vectors, originals } }: View,
  { definitive, exposures, now }: ListenerOptions,
): Listener {
  const state = stateOf({ userId, version: 0, layout: fold.layout, sums: emptySums(), reaction: undefined });
  // Compute the sums from the final signals: the result is the same, and faster than event by event.
  state.needsRefold = true;
  for (const each of interactions) {
    const interaction = foldedInteraction(each, fold.meanings);
    if (interaction !== undefined) foldInteraction(state, interaction, { ...fold, vectors });
  }
  const inForce = [...state.signals.values()].filter(({ amount }) => amount > 0);
  const chosen = seeds === undefined ? [] : seedSignals(seeds);
  const counting = [...inForce, ...chosen].flatMap((signal) => {
    const vector = vectors.get(signal.sampleId);
    return vector === undefined ? [] : [{ signal, vector }];
  });
  const sums = foldSums(counting, fold);
  if (seeds !== undefined) addSeedTerms(sums, seeds, fold);
  const decidedOn = inForce.filter(({ interaction }) => definitive.includes(interaction));
  return {
    userId,
    profileVersion: 0,
    taste: tasteAt(sums, now),
    followedCreators: followedIn(state),
    decided: new Set(decidedOn.map(({ sampleId }) => originals.get(sampleId) ?? sampleId)),
    ...(exposures === undefined ? {} : { shown: shownIn(inForce, exposures, now) }),
  };
}

function followedIn({ follows }: UserState): Set<string> {
  return new Set([...follows.values()].filter(({ active }) => active).map(({ creatorId }) => creatorId));
}

/** How often samples were shown and then ignored. */
function shownIn(signals: readonly Signal[], { halfLives, clearedBy }: Exposures, now: number): Map<string, number> {
  const cleared = new Set(
    signals.filter(({ interaction }) => clearedBy.includes(interaction)).map(({ sampleId }) => sampleId),
  );
  const shown = new Map<string, number>();
  for (const { sampleId, interaction, amount, at } of signals) {
    const halfLife = halfLives.get(interaction);
    if (halfLife === undefined || cleared.has(sampleId)) continue;
    shown.set(sampleId, (shown.get(sampleId) ?? 0) + amount * decay(Math.max(now - at, 0), halfLife));
  }
  return shown;
}
