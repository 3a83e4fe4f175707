import type { DomainDefinition } from '@jophiel/domain';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import type { HeldPages } from '../../lists/use-cases/held-pages.ts';
import type { Feed, Unlisted } from '../../shared/core/feed.ts';
import type { CachedFeeds } from './cached-feeds.ts';

/** What the use cases of this room read. */
export interface FeedContext {
  readonly database: Executor;
  readonly domain: Pick<DomainDefinition, 'feed'>;
  readonly arms: Pick<Arms, 'of'>;
  readonly cachedFeeds: CachedFeeds;
  readonly heldFeeds: HeldPages<Feed>;
  readonly unlisted: Unlisted;
  readonly logger: Logger;
  readonly now: () => Date;
}
