import { inChunks } from '@jophiel/events';

/** A new item, and a user to whom it may be news. */
export interface Offer {
  readonly sampleId: string;
  readonly userId: string;
}

/** What one user is offered. */
export interface UserOffers {
  readonly userId: string;
  readonly sampleIds: readonly string[];
}

/**
 * The offers of a batch of items, in chunks of users: a user to whom several of them may be news is in one chunk, once,
 * so that the feed changes once.
 */
export function planOffers(offers: readonly Offer[], usersPerChunk: number): UserOffers[][] {
  const byUser = new Map<string, Set<string>>();
  for (const { userId, sampleId } of offers) byUser.set(userId, (byUser.get(userId) ?? new Set()).add(sampleId));
  const users = [...byUser].map(([userId, sampleIds]) => ({ userId, sampleIds: [...sampleIds] }));
  return inChunks(users, usersPerChunk);
}
