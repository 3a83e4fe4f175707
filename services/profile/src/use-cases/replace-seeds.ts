import { erasedUsers } from '@jophiel/messaging';
import { foldSeeds, latestSeeds, type Seeds, seedSignals, stateOf, type UserState } from '@jophiel/taste';
import { clearSeedSignals } from '../statements/clear-seed-signals.ts';
import { loadSeeds } from '../statements/load-seeds.ts';
import { loadVectors } from '../statements/load-vectors.ts';
import { dropUnstored, lockProfiles } from '../statements/lock-profiles.ts';
import { storeSeeds } from '../statements/store-seeds.ts';
import { storeSignals } from '../statements/store-signals.ts';
import { type FoldContext, storedSignals, storeStates } from './fold-users.ts';

/** Replaces the seeds of users by later ones and refolds their tastes. @returns the users that changed */
export async function replaceSeeds(choices: readonly Seeds[], context: FoldContext): Promise<UserState[]> {
  const { transaction, options } = context;
  const latest = latestSeeds(choices);
  const userIds = [...latest.keys()];
  const profiles = await lockProfiles(transaction, userIds, options);
  const newcomers = userIds.filter((userId) => profiles.get(userId)!.version === 0);
  // Also of users who came back: no order holds between the streams of seeds and of erasures.
  const erased = await erasedUsers(transaction, userIds);
  const before = await loadSeeds(transaction, userIds);
  const replacing = [...latest.values()].filter(
    (seeds) =>
      seeds.at > (erased.get(seeds.userId) ?? Number.NEGATIVE_INFINITY) &&
      foldSeeds(before.get(seeds.userId), seeds) === seeds,
  );
  await putSeeds(replacing, context);
  const changed = replacing.map(({ userId }) => ({ ...stateOf(profiles.get(userId)!), needsRefold: true }));
  await storeStates(changed, context);
  await dropUnstored(transaction, newcomers);
  return changed;
}

/** Stores seeds, and their samples as signals instead of those before. The profiles are locked. */
export async function putSeeds(seeds: readonly Seeds[], { transaction, options }: FoldContext): Promise<void> {
  if (seeds.length === 0) return;
  const signals = seeds.flatMap(seedSignals);
  const sampleIds = [...new Set(signals.map(({ sampleId }) => sampleId))];
  const vectors = await loadVectors(transaction, sampleIds, options.layout);
  await storeSeeds(transaction, seeds);
  await clearSeedSignals(
    transaction,
    seeds.map(({ userId }) => userId),
  );
  await storeSignals(transaction, storedSignals(signals, vectors, options));
}
