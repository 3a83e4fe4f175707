import { type DomainDefinition, tasteTraits } from '@jophiel/domain';
import type { ScoreCalculator } from '@jophiel/scoring';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { loadTrendingCandidates } from '../statements/load-trending-candidates.ts';
import { storePopularity } from '../statements/store-popularity.ts';
import { lockTrending, storeTrending } from '../statements/store-trending.ts';
import { rankTrending } from '../core/trending.ts';

export interface TrendingOptions {
  readonly domain: DomainDefinition;
  readonly calculator: ScoreCalculator;
  readonly logger: Logger;
}

/** Recomputes how popular all items are, and the list for users without a taste. */
export async function refreshTrending(
  transaction: Executor,
  { domain, calculator, logger }: TrendingOptions,
  now: Date,
): Promise<void> {
  const { size, halfLifeDays } = domain.trending;
  await lockTrending(transaction);
  await storePopularity(transaction, { tastes: tasteTraits(domain.interactions), halfLifeDays, now });
  const items = await loadTrendingCandidates(transaction, size);
  const trending = rankTrending(items, calculator, size, now.getTime());
  await storeTrending(transaction, trending, now);
  logger.info({ samples: trending.length }, 'trending list refreshed');
}
