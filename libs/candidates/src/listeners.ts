import type { WeightTable } from '@jophiel/learning';
import type { Executor } from '@jophiel/postgres';
import type { Listener, ScoringOptions } from '@jophiel/scoring';
import { likesOf } from './learned/likes.ts';
import { loadLiked } from './postgres/statements/load-liked.ts';
import { loadListeners } from './postgres/statements/load-listeners.ts';

/** The newest positive items of a user that feeds are made of. */
export const MAX_LIKED = 300;

/**
 * Users with all that their feeds depend on; those without a profile are missing.
 * @param table undefined while no weights are in memory: then feeds are ranked without co-interaction
 */
export async function listenersOf(
  executor: Executor,
  userIds: readonly string[],
  options: Pick<ScoringOptions, 'layout' | 'definitive' | 'calculator' | 'meanings' | 'positionScale'>,
  table: WeightTable | undefined,
): Promise<Listener[]> {
  if (!options.calculator.learns) return loadListeners(executor, userIds, options);
  const [listeners, liked] = await Promise.all([
    loadListeners(executor, userIds, options),
    loadLiked(executor, userIds, options, MAX_LIKED),
  ]);
  return listeners.map((listener) => {
    const items = liked.get(listener.userId);
    return items === undefined ? listener : { ...listener, likes: likesOf(items, table) };
  });
}
