import type { Logger } from '@jophiel/observability';
import type { HeldPages } from '../../lists/use-cases/held-pages.ts';
import type { Feed } from '../../shared/core/feed.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';
import type { CachedFeeds } from './cached-feeds.ts';

export interface FeedContext extends Pick<SharedContext, 'database' | 'domain' | 'arms' | 'unlisted' | 'now'> {
  readonly cachedFeeds: CachedFeeds;
  readonly heldFeeds: HeldPages<Feed>;
  readonly logger: Logger;
}
