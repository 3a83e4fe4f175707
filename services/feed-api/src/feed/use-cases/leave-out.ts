import type { Executor } from '@jophiel/postgres';
import { type Feed, without } from '../../shared/core/feed.ts';
import { type Filters, passes } from '../../lists/core/filters.ts';
import { loadMetadata } from '../../shared/statements/load-metadata.ts';

export type FilterFeed = (feed: Feed, filters: Filters) => Promise<Feed>;

/** Leaves of a feed what passes; one of which no metadata is known passes no filter. Without filters nothing is read. */
export function feedFilter(database: Executor): FilterFeed {
  return async (feed, filters) => {
    if (filters.conditions.length === 0) return feed;
    const metadata = await loadMetadata(database, feed.sampleIds);
    return without(feed, (sampleId) => !passes(filters, metadata.get(sampleId) ?? {}));
  };
}
