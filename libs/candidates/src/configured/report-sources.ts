import type { Logger, Metrics } from '@jophiel/observability';
import { type AnnServicesOptions, type Asker, askers } from './ann-service.ts';
import { backBelow, type Source } from './choose-source.ts';
import type { SourceChoiceOptions } from './source-choice.ts';

/** For CANDIDATE_SOURCE=ann: logs when the ann service stops or starts answering. */
export function logAnn(logger: Logger): AnnServicesOptions['onChange'] {
  return (asker, works, reason) => {
    if (works) logger.info({ asker }, 'the ann service answers again and finds the candidates');
    else logger.warn({ asker, err: reason }, 'the ann service does not answer; PostgreSQL finds the candidates');
  };
}

export function showSources(metrics: Metrics, sourceFor: (asker: Asker) => Source): void {
  const inForce = metrics.gauge(
    'candidate_source_in_force',
    'Whether this source finds candidates now, by asker: 1 or 0.',
    ['asker', 'source'],
    () => {
      for (const asker of askers)
        for (const source of ['postgres', 'ann'] as const)
          inForce.set({ asker, source }, sourceFor(asker) === source ? 1 : 0);
    },
  );
}

const becauseOf = {
  large_catalogue: 'the catalogue has reached CANDIDATE_ANN_FROM_SAMPLES; the ann service finds the candidates',
  small_catalogue: 'the catalogue is a tenth below CANDIDATE_ANN_FROM_SAMPLES; PostgreSQL finds the candidates',
  ann_away: 'the ann service does not answer; PostgreSQL finds the candidates',
  ann_answers: 'the ann service answers; it finds the candidates',
} as const;

const MISSED =
  'The catalogue needs the ann service, which does not answer. PostgreSQL finds the candidates instead, slower and with lower recall. Start the ann service (npm start and docker compose do) and check ANN_URL, or set CANDIDATE_SOURCE=postgres.';

/** Logs and counts each change, and warns when ann is needed and does not answer. */
export function sourceReports(
  annFrom: number,
  metrics: Metrics,
  logger: Logger,
): Pick<SourceChoiceOptions, 'onChanged' | 'onMissed'> {
  const changes = metrics.counter(
    'candidate_source_changes_total',
    'Changes of the source that finds candidates, by asker, by the source that took over, and why.',
    ['asker', 'to', 'reason'],
  );
  const threshold = { threshold: annFrom, backBelow: backBelow(annFrom) };
  return {
    onChanged({ to, reason, askers: changed, samples }) {
      for (const asker of changed) changes.inc({ asker, to, reason });
      logger.info({ source: to, reason, askers: changed, samples, ...threshold }, becauseOf[reason]);
    },
    onMissed: ({ samples, error }) => logger.warn({ samples, ...threshold, err: error }, MISSED),
  };
}
