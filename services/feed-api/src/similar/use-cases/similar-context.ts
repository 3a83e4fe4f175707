import type { CandidateSource, NearestSource } from '@jophiel/candidates';
import type { ParseFilters } from '../../lists/core/parse-filters.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';
import type { Changed, Question } from '../core/cached-lists.ts';
import type { RecentChanges } from './recent-changes.ts';

export interface SimilarContext extends SharedContext {
  readonly nearest: NearestSource | undefined;
  readonly postgres: CandidateSource;
  readonly changes: RecentChanges<Changed>;
  readonly parseFilters: ParseFilters;
  /** How long an answer may be cached, in ms. */
  readonly maxAgeMs: number;
  readonly onAnswer: (kind: Question['kind'], isCached: boolean) => void;
}
