import { type CachedCandidates, TRUSTED_MS } from '@jophiel/candidates';

/** Confirms candidates before searches cease to trust them: half as old is old enough. */
export async function cacheCandidates(
  cached: CachedCandidates,
  sampleIds: readonly string[],
  layout: string,
  now: Date,
): Promise<void> {
  await cached.resolve([sampleIds], layout, { now: now.getTime(), trustedMs: TRUSTED_MS / 2 });
}
