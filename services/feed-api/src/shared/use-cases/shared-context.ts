import type { Catalogue, CachedCandidates } from '@jophiel/candidates';
import type { DomainDefinition } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import type { Unlisted } from '../core/feed.ts';

export interface SharedContext {
  readonly database: Executor;
  readonly domain: DomainDefinition;
  readonly arms: Arms;
  readonly unlisted: Unlisted;
  readonly catalogue: () => Promise<Catalogue>;
  readonly popularity: () => ReadonlyMap<string, number>;
  readonly popular: () => readonly string[];
  readonly cachedCandidates: CachedCandidates;
  readonly now: () => Date;
}
