import type { Metrics } from '@jophiel/observability';
import type { Marks } from '../use-cases/marks.ts';
import type { Knowledge } from '../use-cases/knowledge.ts';
import type { Leases } from './leases.ts';

export interface Measured {
  readonly knowledge: Knowledge;
  readonly marks: Marks;
  readonly leases: Leases;
  readonly now: () => number;
}

/** @returns what counts items that were solved because of interactions */
export function learnerMetrics(metrics: Metrics, { knowledge, marks, leases, now }: Measured): (items: number) => void {
  const gauge = (name: string, help: string, value: () => number) => {
    const each = metrics.gauge(name, help, [], () => {
      each.set(value());
    });
  };
  gauge('learner_marks', 'Samples that wait to be learned again.', () => marks.size);
  gauge('learner_oldest_mark_seconds', 'Age of the oldest of these.', () => marks.oldestAge(now()) / 1_000);
  gauge('learner_samples', 'Samples in memory.', () => knowledge.size);
  gauge('learner_users', 'Users in memory, those of the sample.', () => knowledge.users);
  gauge('learner_excluded_users', 'Users with too many signals a day.', () => knowledge.excludedUsers);
  gauge('learner_bytes', 'Memory of what is learned from.', () => knowledge.bytes);
  gauge('learner_raised_lambdas', 'Solutions that needed a higher λ, since the start.', () => knowledge.learner.raised);
  gauge('learner_ranges', 'Ranges of samples that this process learns.', () => leases.held.length);
  const solved = metrics.counter('learner_solved_total', 'Samples learned again because of interactions.', []);
  return (items) => solved.inc(items);
}
