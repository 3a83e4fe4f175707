import { dotDense } from '@jophiel/vectors';
import type { NearestItem, NearestQuery } from './engine.ts';

/** Whether an item is not excluded and passes the filter. */
export function isAnswer({ id, creatorId, tokens }: NearestItem, { exclude, filter = {} }: NearestQuery): boolean {
  return (
    !(exclude?.has(id) ?? false) &&
    (filter.creators?.has(creatorId) ?? true) &&
    (filter.tokens ?? []).every((group) => tokens.some((token) => group.has(token)))
  );
}

/** `similarity·⟨vector, item⟩ + novelty·2^(−max(age, 0)/halfLife)`: in double precision. */
export function scoreItem({ vector, publishedAt }: NearestItem, query: NearestQuery, halfLifeMs: number): number {
  const age = Math.max(query.now - publishedAt, 0);
  return query.similarity * dotDense(vector, query.vector) + query.novelty * 2 ** (-age / halfLifeMs);
}
