import type { DomainDefinition } from '@jophiel/domain';
import type { ScoreCalculator } from '@jophiel/scoring';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { popularItems } from '../statements/popular-items.ts';
import { storeTrending } from '../statements/store-trending.ts';
import { popularityWeights, rankTrending } from '../core/trending.ts';

export interface TrendingOptions {
  readonly domain: DomainDefinition;
  readonly calculator: ScoreCalculator;
  readonly logger: Logger;
}

/** Recomputes the list for users without a taste. */
export async function refreshTrending(
  transaction: Executor,
  { domain, calculator, logger }: TrendingOptions,
  now: Date,
): Promise<void> {
  const { size, halfLifeDays } = domain.trending;
  const items = await popularItems(transaction, { weights: popularityWeights(domain), halfLifeDays, now, limit: size });
  const trending = rankTrending(items, calculator, size, now.getTime());
  await storeTrending(transaction, trending, now);
  logger.info({ samples: trending.length }, 'trending list refreshed');
}
