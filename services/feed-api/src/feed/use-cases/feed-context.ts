import type { Logger } from '@jophiel/observability';
import type { PagedLists } from '../../lists/use-cases/paged-lists.ts';
import type { Feed } from '../../shared/core/feed.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';
import type { CachedFeeds } from './cached-feeds.ts';

export interface FeedContext extends Pick<SharedContext, 'database' | 'domain' | 'arms' | 'unlisted' | 'now'> {
  readonly cachedFeeds: CachedFeeds;
  readonly pagedFeeds: PagedLists<Feed>;
  readonly logger: Logger;
}
