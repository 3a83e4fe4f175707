import type { CandidateSource, NearestSource } from '@jophiel/candidates';
import type { ParseFilters } from '../../lists/core/parse-filters.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';
import type { Changed, Question } from '../core/cached-lists.ts';
import type { RecentChanges } from './recent-changes.ts';

/** What the use cases of this room read. */
export interface SimilarContext extends SharedContext {
  /** Searches all items; undefined without the ann service. */
  readonly nearest: NearestSource | undefined;
  /** PostgreSQL's candidates: asked without the ann service, and while it is away. */
  readonly postgres: CandidateSource;
  /** What cached lists are compared with. */
  readonly changes: RecentChanges<Changed>;
  readonly parseFilters: ParseFilters;
  /** How long an answer may be cached, in ms. */
  readonly heldMs: number;
  /** Called for each answer with its kind and whether it came from the cache. */
  readonly onAnswer: (kind: Question['kind'], isCached: boolean) => void;
}
