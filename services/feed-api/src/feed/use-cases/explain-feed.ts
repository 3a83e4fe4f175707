import { explorationIn, type Feed } from '../../shared/core/feed.ts';
import { loadRanking } from '../../shared/statements/load-ranking.ts';
import { explain, type Explanation } from '../../shared/use-cases/explain.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';

/** The scores equal the stored ones unless the user's profile has changed since. */
export async function explainFeed(
  userId: string,
  feed: Feed,
  sampleIds: readonly string[],
  context: Pick<SharedContext, 'database' | 'arms' | 'popularity'>,
): Promise<ReadonlyMap<string, Explanation>> {
  const stored = feed.version === 0 ? undefined : await loadRanking(context.database, userId);
  // If the cached feed has been replaced, its diversity is not stored any more.
  const exploration = explorationIn(feed);
  if (stored?.version !== feed.version)
    return explain({ userId, sampleIds, at: feed.generatedAt, exploration }, context);
  const { rankedAt: at, diversity, learned } = stored;
  return explain({ userId, sampleIds, at, diversity, learned, exploration }, context);
}
