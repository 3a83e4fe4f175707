import type { Catalogue, CachedCandidates } from '@jophiel/candidates';
import type { DomainDefinition } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import type { Unlisted } from '../core/feed.ts';

/** What the use cases of two or more rooms read. */
export interface SharedContext {
  readonly database: Executor;
  readonly domain: DomainDefinition;
  readonly arms: Arms;
  readonly unlisted: Unlisted;
  /** As of some seconds ago. */
  readonly catalogue: () => Promise<Catalogue>;
  /** From 0 to 1, by sample. */
  readonly popularity: () => ReadonlyMap<string, number>;
  readonly cachedCandidates: CachedCandidates;
  readonly now: () => Date;
}
