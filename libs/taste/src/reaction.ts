import type { Reaction } from '@jophiel/domain';

const MS_PER_MINUTE = 60_000;

/** Interactions of which several together trigger a feed, counted since the first. */
export interface ReactionCount {
  /** Epoch ms. */
  readonly since: number;
  readonly count: number;
}

export interface ReactionDecision {
  readonly moves: boolean;
  readonly pending: ReactionCount | undefined;
}

/** Whether an interaction triggers a feed now; others wait for the batch. */
export function decideReaction(reaction: Reaction, at: number, pending: ReactionCount | undefined): ReactionDecision {
  if (reaction === 'batch') return { moves: false, pending };
  if (reaction === 'immediate') return { moves: true, pending: undefined };
  const { after, withinMinutes } = reaction;
  const isSameSpell = pending !== undefined && Math.abs(at - pending.since) <= withinMinutes * MS_PER_MINUTE;
  const count = (isSameSpell ? pending.count : 0) + 1;
  if (count >= after) return { moves: true, pending: undefined };
  return { moves: false, pending: { since: isSameSpell ? Math.min(at, pending.since) : at, count } };
}
