import type { Executor } from '@jophiel/postgres';
import type { ScoreExplanation } from '@jophiel/scoring';
import type { Feed } from '../../shared/core/feed.ts';
import { loadRanking } from '../../shared/statements/load-ranking.ts';
import type { Explain } from '../../shared/use-cases/explain.ts';

export type ExplainFeed = (
  userId: string,
  feed: Feed,
  sampleIds: readonly string[],
) => Promise<ReadonlyMap<string, ScoreExplanation>>;

/**
 * Explains samples of a feed with what variety took off them and the novelty as of its ranking. The explanation is of
 * the stored score as long as the user's profile is the one that the feed was made for.
 */
export function feedExplainer(database: Executor, explain: Explain): ExplainFeed {
  return async (userId, feed, sampleIds) => {
    const stored = feed.version === 0 ? undefined : await loadRanking(database, userId);
    // A feed whose pages are still turned may have been replaced: then what variety did is not known any more.
    if (stored?.version !== feed.version) return explain({ userId, sampleIds, at: feed.generatedAt });
    return explain({ userId, sampleIds, at: stored.rankedAt, diversity: stored.diversity });
  };
}
