import type { Question } from '../core/cached-lists.ts';
import type { Filters } from '../../lists/core/filters.ts';
import type { BoardSample } from '../statements/load-board.ts';
import { hashOf } from './hash-of.ts';

/** The key has no board id and no owner: equal boards share one answer, and the cache holds no user data. */
export function questionOf(samples: readonly BoardSample[], { conditions }: Filters): Question {
  const inOrder = [...samples].sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));
  return {
    kind: 'ideas',
    key: hashOf(inOrder.map(({ sampleId }) => sampleId)),
    filters: conditions.length === 0 ? '' : hashOf(conditions.map(({ feature, text }) => [feature, text])),
    content: hashOf(inOrder.map(({ revision = null }) => revision)),
  };
}
