import { passes } from '../../lists/core/filters.ts';
import { excludeFrom, type Feed } from '../../shared/core/feed.ts';
import { loadMetadata } from '../../shared/statements/load-metadata.ts';
import type { FeedAsked } from '../core/feed-asked.ts';
import type { FeedContext } from './feed-context.ts';

/** Steps 3 and 4 of what a read leaves out; `getFeed` lists all six. A sample without metadata passes no filter. */
export async function leaveOut(
  feed: Feed,
  { excluded, filters }: Pick<FeedAsked, 'excluded' | 'filters'>,
  { database }: Pick<FeedContext, 'database'>,
): Promise<Feed> {
  const isExcluded = new Set(excluded);
  const left = excludeFrom(feed, (sampleId) => isExcluded.has(sampleId));
  if (filters.conditions.length === 0) return left;
  const metadata = await loadMetadata(database, left.sampleIds);
  return excludeFrom(left, (sampleId) => !passes(filters, metadata.get(sampleId) ?? {}));
}
