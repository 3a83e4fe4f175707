import type { Question } from '../core/cached-lists.ts';
import type { Filters } from '../../lists/core/filters.ts';
import type { BoardSample } from '../statements/load-board.ts';
import { hashOf } from './hash-of.ts';

/**
 * The question for ideas. A board is the set of its samples: whose board it is and which id it has changes no idea, so
 * boards with the same samples share one answer, and the cache holds nothing of a user.
 */
export function questionOf(samples: readonly BoardSample[], { conditions }: Filters): Question {
  const inOrder = [...samples].sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));
  return {
    kind: 'ideas',
    key: hashOf(inOrder.map(({ sampleId }) => sampleId)),
    filters: conditions.length === 0 ? '' : hashOf(conditions.map(({ feature, text }) => [feature, text])),
    content: hashOf(inOrder.map(({ revision = null }) => revision)),
  };
}
