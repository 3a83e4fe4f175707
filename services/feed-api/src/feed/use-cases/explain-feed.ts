import type { ScoreExplanation } from '@jophiel/scoring';
import type { Feed } from '../../shared/core/feed.ts';
import { loadRanking } from '../../shared/statements/load-ranking.ts';
import { explain } from '../../shared/use-cases/explain.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';

/**
 * Explains samples of a feed with what variety took off them and the novelty as of its ranking. The explanation is of
 * the stored score as long as the user's profile is the one that the feed was made for.
 */
export async function explainFeed(
  userId: string,
  feed: Feed,
  sampleIds: readonly string[],
  context: Pick<SharedContext, 'database' | 'arms' | 'popularity'>,
): Promise<ReadonlyMap<string, ScoreExplanation>> {
  const stored = feed.version === 0 ? undefined : await loadRanking(context.database, userId);
  // A held feed may have been replaced: then what variety took off is not known any more.
  if (stored?.version !== feed.version) return explain({ userId, sampleIds, at: feed.generatedAt }, context);
  return explain({ userId, sampleIds, at: stored.rankedAt, diversity: stored.diversity }, context);
}
