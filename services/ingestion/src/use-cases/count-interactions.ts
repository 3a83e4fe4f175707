import { CONTROL, type DomainDefinition, experimentOf } from '@jophiel/domain';
import type { Metrics } from '@jophiel/observability';
import type { AcceptedEvent } from '../core/accepted-event.ts';
import type { IngestOutcome } from './ingest.ts';

export type OnIngested = (events: readonly AcceptedEvent[], outcomes: readonly IngestOutcome[]) => void;

/** Ingestion counts, because every interaction passes it once; a batch whose commit fails may count twice. */
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
