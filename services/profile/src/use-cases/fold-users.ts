import { erasedUsers } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';
import type { SparseVector } from '@jophiel/vectors';
import {
  addSeedTerms,
  type Follow,
  type FoldedInteraction,
  foldInteraction,
  type FoldOptions,
  foldSums,
  followKeyText,
  hasChanged,
  type Signal,
  signalKeyOf,
  signalKeyText,
  stateOf,
  type UserState,
} from '@jophiel/taste';
import { loadFollows } from '../statements/load-follows.ts';
import { loadSeeds } from '../statements/load-seeds.ts';
import { loadSignals } from '../statements/load-signals.ts';
import { loadSignalsWithVectors } from '../statements/load-signals-with-vectors.ts';
import { loadVectors } from '../statements/load-vectors.ts';
import { dropUnstored, lockProfiles } from '../statements/lock-profiles.ts';
import { storeFollows } from '../statements/store-follows.ts';
import { storeProfiles } from '../statements/store-profiles.ts';
import { type StoredSignal, storeSignals } from '../statements/store-signals.ts';

export interface FoldContext {
  readonly transaction: Executor;
  readonly now: Date;
  readonly options: FoldOptions;
}

/** Folds interactions into the profiles of their users and stores the changes. @returns the users that changed */
export async function foldUsers(
  interactions: readonly FoldedInteraction[],
  context: FoldContext,
): Promise<UserState[]> {
  const { transaction, options } = context;
  const userIds = [...new Set(interactions.map(({ userId }) => userId))];
  const profiles = await lockProfiles(transaction, userIds, options);
  const states = new Map([...profiles].map(([userId, profile]) => [userId, stateOf(profile)]));
  for (const state of states.values()) state.needsRefold = state.profile.layout !== options.layout;
  const newcomers = userIds.filter((userId) => profiles.get(userId)!.version === 0);
  const changes = await foldInto(states, await excludeErased(interactions, newcomers, transaction), context);
  const changed = [...states.values()].filter(hasChanged);
  await Promise.all([storeChanges(transaction, changes), storeStates(changed, context)]);
  await dropUnstored(transaction, newcomers);
  return changed;
}

/** Late events from before an erasure must not create a profile. */
async function excludeErased(
  interactions: readonly FoldedInteraction[],
  newcomers: readonly string[],
  transaction: Executor,
): Promise<readonly FoldedInteraction[]> {
  const erased = await erasedUsers(transaction, newcomers);
  if (erased.size === 0) return interactions;
  return interactions.filter(({ userId, at }) => at > (erased.get(userId) ?? Number.NEGATIVE_INFINITY));
}

export interface Changes {
  readonly signals: readonly StoredSignal[];
  readonly follows: readonly Follow[];
}

export async function foldInto(
  states: ReadonlyMap<string, UserState>,
  interactions: readonly FoldedInteraction[],
  { transaction, options }: FoldContext,
): Promise<Changes> {
  const sampleIds = [...new Set(interactions.flatMap(({ sampleId }) => (sampleId === undefined ? [] : [sampleId])))];
  const [vectors] = await Promise.all([
    loadVectors(transaction, sampleIds, options.layout),
    loadInto(states, interactions, transaction),
  ]);
  for (const interaction of interactions)
    foldInteraction(states.get(interaction.userId)!, interaction, { ...options, vectors });
  const changed = [...states.values()];
  const signals = changed.flatMap((state) => [...state.changedSignals].map((key) => state.signals.get(key)!));
  return {
    signals: storedSignals(signals, vectors, options),
    follows: changed.flatMap((state) => [...state.changedFollows].map((key) => state.follows.get(key)!)),
  };
}

/** Signals as they are stored: pending while a sample has no vector, if they count in the taste. */
export function storedSignals(
  signals: readonly Signal[],
  vectors: ReadonlyMap<string, SparseVector>,
  { counting }: Pick<FoldOptions, 'counting'>,
): StoredSignal[] {
  return signals.map((signal) => ({
    ...signal,
    pending: counting.includes(signal.interaction) && !vectors.has(signal.sampleId),
  }));
}

export async function storeChanges(transaction: Executor, { signals, follows }: Changes): Promise<void> {
  await Promise.all([storeSignals(transaction, signals), storeFollows(transaction, follows)]);
}

/**
 * Stores profiles with the next version. Refolds first where needed; this reads the signals and seeds that the same
 * connection has just stored.
 */
export async function storeStates(states: readonly UserState[], context: FoldContext): Promise<void> {
  await refold(
    states.filter(({ needsRefold }) => needsRefold),
    context,
  );
  for (const state of states) state.profile = { ...state.profile, version: state.profile.version + 1 };
  await storeProfiles(
    context.transaction,
    states.map(({ profile }) => profile),
    context.now,
  );
}

async function refold(states: readonly UserState[], { transaction, options }: FoldContext): Promise<void> {
  if (states.length === 0) return;
  const userIds = states.map(({ profile }) => profile.userId);
  const [signals, seeds] = await Promise.all([
    loadSignalsWithVectors(transaction, userIds, options),
    loadSeeds(transaction, userIds),
  ]);
  for (const state of states) {
    const sums = foldSums(signals.get(state.profile.userId)!, options);
    const chosen = seeds.get(state.profile.userId);
    if (chosen !== undefined) addSeedTerms(sums, chosen, options);
    state.profile = { ...state.profile, sums, layout: options.layout };
  }
}

async function loadInto(
  states: ReadonlyMap<string, UserState>,
  interactions: readonly FoldedInteraction[],
  transaction: Executor,
): Promise<void> {
  const signalKeys = new Map(
    interactions.flatMap((interaction) => {
      const key = signalKeyOf(interaction);
      return key === undefined ? [] : [[signalKeyText(key), key] as const];
    }),
  );
  const followKeys = new Map(
    interactions.flatMap(({ userId, creatorId }) =>
      creatorId === undefined ? [] : [[followKeyText({ userId, creatorId }), { userId, creatorId }] as const],
    ),
  );
  const [signals, follows] = await Promise.all([
    loadSignals(transaction, [...signalKeys.values()]),
    loadFollows(transaction, [...followKeys.values()]),
  ]);
  for (const signal of signals) states.get(signal.userId)!.signals.set(signalKeyText(signal), signal);
  for (const follow of follows) states.get(follow.userId)!.follows.set(followKeyText(follow), follow);
}
