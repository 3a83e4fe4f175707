import type { CandidateSource } from '@jophiel/candidates';
import type { FeedContext } from '../../feed/use-cases/feed-context.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';

export interface WhyContext extends FeedContext, Pick<SharedContext, 'catalogue' | 'popularity' | 'popular'> {
  readonly candidates: CandidateSource;
}
