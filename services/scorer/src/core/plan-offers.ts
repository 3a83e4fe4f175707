import { inChunks } from '@jophiel/events';

export interface Offer {
  readonly sampleId: string;
  readonly userId: string;
}

export interface UserOffers {
  readonly userId: string;
  readonly sampleIds: readonly string[];
}

/**
 * Splits the offers of a batch of items into chunks of users. Each user is in one chunk once, so that the feed changes
 * once.
 */
export function planOffers(offers: readonly Offer[], usersPerChunk: number): UserOffers[][] {
  const byUser = new Map<string, Set<string>>();
  for (const { userId, sampleId } of offers) byUser.set(userId, (byUser.get(userId) ?? new Set()).add(sampleId));
  const users = [...byUser].map(([userId, sampleIds]) => ({ userId, sampleIds: [...sampleIds] }));
  return inChunks(users, usersPerChunk);
}
