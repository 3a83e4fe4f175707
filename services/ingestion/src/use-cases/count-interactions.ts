import { CONTROL, type DomainDefinition, experimentOf } from '@jophiel/domain';
import type { Metrics } from '@jophiel/observability';
import type { AcceptedEvent } from '../core/accepted-event.ts';
import type { IngestOutcome } from './ingest.ts';

export type OnIngested = (events: readonly AcceptedEvent[], outcomes: readonly IngestOutcome[]) => void;

/**
 * Counts what users do by the experiment that they are in, so that experiments can be compared. Here, because every
 * interaction comes by here once; a batch that the database refuses at its commit may count twice.
 */
export function interactionCounter({ experiments = [] }: DomainDefinition, metrics: Metrics): OnIngested {
  const counter = metrics.counter('interactions_total', 'Interactions recorded, by the experiment of their user.', [
    'interaction',
    'variant',
  ]);
  return (events, outcomes) => {
    events.forEach((event, index) => {
      if (event.kind !== 'interaction' || outcomes[index] !== 'accepted') return;
      const { interaction, userId } = event.record;
      counter.inc({ interaction, variant: experimentOf(experiments, userId)?.name ?? CONTROL });
    });
  };
}
