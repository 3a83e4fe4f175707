import type { Recommender } from '../recommend.ts';
import { seededNumbers } from '../random.ts';
import { countsOf, type Split } from '../split.ts';

/** Every order is as likely; the same seed gives the same. */
export function randomOrder({ items }: Split, seed = 1): Recommender {
  const scores = new Float64Array(items.length);
  return {
    scores(user) {
      const next = seededNumbers(seed * 1_000_003 + user);
      return scores.map(() => next());
    },
  };
}

/** What most users chose. */
export function mostPopular(split: Split): Recommender {
  const counts = Float64Array.from(countsOf(split));
  return { scores: () => counts.slice() };
}
