import type { Listener } from '@jophiel/scoring';

/** Somebody of whom nothing is known. */
export const stranger = (userId: string): Listener => ({
  userId,
  profileVersion: 0,
  taste: undefined,
  followedCreators: new Set(),
  decided: new Set(),
});
