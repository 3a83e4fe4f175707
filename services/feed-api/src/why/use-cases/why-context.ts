import type { CandidateSource } from '@jophiel/candidates';
import type { FeedContext } from '../../feed/use-cases/feed-context.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';

/** What the use cases of this room read: a feed, and the search that it was made by. */
export interface WhyContext extends FeedContext, Pick<SharedContext, 'catalogue' | 'popularity'> {
  readonly candidates: CandidateSource;
}
