import type { SparseVector } from '@jophiel/vectors';
import type { FoldedInteraction } from './folded-interaction.ts';
import { type Follow, foldFollow, followKeyText } from './follow.ts';
import { decideReaction } from './reaction.ts';
import { foldSignal, type Signal, type SignalKey, signalKeyText } from './signal.ts';
import { addToSums, type TasteProfile } from './taste-profile.ts';

/** A user during the fold of a batch: what was loaded, and what changed. */
export interface UserState {
  profile: TasteProfile;
  readonly signals: Map<string, Signal>;
  readonly follows: Map<string, Follow>;
  /** Keys of the signals to store. */
  readonly changedSignals: Set<string>;
  readonly changedFollows: Set<string>;
  needsRefold: boolean;
  /** Whether the feed is to be computed now. */
  moves: boolean;
}

export interface FoldContext {
  readonly dimensions: number;
  /** By sample id; absent without a vector of the current layout. */
  readonly vectors: ReadonlyMap<string, SparseVector>;
  /** Undefined where positions do not count. Otherwise a new position of one item moves those of others. */
  readonly positionScale: number | undefined;
}

export function stateOf(profile: TasteProfile): UserState {
  return {
    profile,
    signals: new Map(),
    follows: new Map(),
    changedSignals: new Set(),
    changedFollows: new Set(),
    needsRefold: false,
    moves: false,
  };
}

/** Folds an interaction into the state of its user. */
export function foldInteraction(state: UserState, event: FoldedInteraction, context: FoldContext): void {
  const { meaning, at } = event;
  const { fold, reaction } = meaning.traits;
  const changed = fold.as === 'follow' ? foldIntoFollows(state, event) : foldIntoSignals(state, event, context);
  if (!changed) return;
  const { moves, pending } = decideReaction(reaction, at, state.profile.reaction);
  state.profile = { ...state.profile, reaction: pending };
  state.moves ||= moves;
}

export function hasChanged(state: UserState): boolean {
  return state.changedSignals.size > 0 || state.changedFollows.size > 0;
}

export function signalKeyOf({ userId, sampleId, meaning, collectionId }: FoldedInteraction): SignalKey | undefined {
  return sampleId === undefined ? undefined : { userId, sampleId, interaction: meaning.name, collectionId };
}

function foldIntoFollows(state: UserState, { userId, creatorId, meaning, at, eventId }: FoldedInteraction): boolean {
  if (creatorId === undefined) return false;
  const key = followKeyText({ userId, creatorId });
  const before = state.follows.get(key);
  const after = foldFollow(before, { userId, creatorId, active: !meaning.undoes, at, eventId });
  if (after === before) return false;
  state.follows.set(key, after);
  state.changedFollows.add(key);
  return true;
}

function foldIntoSignals(state: UserState, event: FoldedInteraction, context: FoldContext): boolean {
  const { vectors, dimensions, positionScale } = context;
  const signalKey = signalKeyOf(event);
  if (signalKey === undefined) return false;
  const key = signalKeyText(signalKey);
  const before = state.signals.get(key);
  const happening = { at: event.at, eventId: event.eventId };
  const after = foldSignal(before, signalKey, event.meaning, happening);
  if (after === before) return false;
  state.signals.set(key, after);
  state.changedSignals.add(key);
  const vector = vectors.get(signalKey.sampleId);
  // Without a vector the signal is pending; the sums are folded again when the vector arrives.
  if (vector === undefined || state.needsRefold) return true;
  const change = addToSums(state.profile.sums, {
    before,
    after,
    happening,
    meaning: event.meaning,
    vector,
    dimensions,
  });
  state.needsRefold = change === 'refold' || (change === 'added' && positionScale !== undefined);
  return true;
}
