import type { LearnedKnowledge } from '@jophiel/candidates';
import type { Metrics } from '@jophiel/observability';

/** Shows how much of what was learned is in memory; 0 items: feeds are ranked without co-interaction. */
export function showLearned(metrics: Metrics, learned: LearnedKnowledge): void {
  const items = metrics.gauge('learned_items', 'Items whose learned weights are in memory.', [], () => {
    items.set(learned.size.items);
  });
  const weights = metrics.gauge('learned_weights', 'Learned weights in memory.', [], () => {
    weights.set(learned.size.weights);
  });
}
