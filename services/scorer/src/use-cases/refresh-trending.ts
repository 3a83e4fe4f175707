import { type DomainDefinition, tasteTraits } from '@jophiel/domain';
import { inChunks } from '@jophiel/events';
import type { ScoringOptions } from '@jophiel/scoring';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { popularityOf } from '../core/popularity.ts';
import { rankTrending } from '../core/trending.ts';
import { countLikers, type LikersOptions } from '../statements/count-likers.ts';
import { loadTrendingCandidates } from '../statements/load-trending-candidates.ts';
import { removeUnpopular, storePopularity } from '../statements/store-popularity.ts';
import { lockTrending, storeTrending } from '../statements/store-trending.ts';
import { type ChanceSource, drawFor } from './explore.ts';

export interface TrendingOptions {
  readonly domain: DomainDefinition;
  readonly options: Pick<ScoringOptions, 'calculator' | 'exploration'>;
  readonly chances?: ChanceSource;
  readonly logger: Logger;
}

/** Keeps each statement to a second, whatever the number of users. */
const USERS_PER_STATEMENT = 500;
const SAMPLES_PER_STATEMENT = 10_000;

/** Recomputes how popular all items are, and the list for users without a taste. */
export async function refreshTrending(
  transaction: Executor,
  { domain, options, chances, logger }: TrendingOptions,
  now: Date,
): Promise<void> {
  const { size, halfLifeDays } = domain.trending;
  const tastes = tasteTraits(domain.interactions);
  const popularity = popularityOf(await countAllLikers(transaction, { tastes, halfLifeDays, now }));
  await lockTrending(transaction);
  for (const some of inChunks([...popularity], SAMPLES_PER_STATEMENT)) await storePopularity(transaction, some);
  await removeUnpopular(transaction, (sampleId) => popularity.has(sampleId));
  const { calculator, exploration } = options;
  await chances?.ready(0);
  // Drawn by the time, so that each list gives a chance to others. A list counts as the feed of one user.
  const drawn = drawFor(now.toISOString(), { exploration, feedSize: size }, undefined, chances)?.all ?? new Set();
  const items = await loadTrendingCandidates(transaction, size, [...drawn]);
  const { items: trending, taken } = rankTrending(items, {
    calculator,
    size,
    now: now.getTime(),
    ...(exploration && chances && { explored: { exploration, drawn, take: chances.take } }),
  });
  await storeTrending(transaction, trending, now);
  chances?.given(taken);
  logger.info({ samples: trending.length, liked_samples: popularity.size }, 'trending list refreshed');
}

async function countAllLikers(executor: Executor, options: LikersOptions): Promise<Map<string, number>> {
  const likers = new Map<string, number>();
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await countLikers(executor, after, USERS_PER_STATEMENT, options);
    for (const [index, sampleId] of page.sampleIds.entries())
      likers.set(sampleId, (likers.get(sampleId) ?? 0) + page.likers[index]!);
    after = page.lastUser;
  }
  return likers;
}
