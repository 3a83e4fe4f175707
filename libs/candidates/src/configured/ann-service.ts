import type { Logger, Metrics } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import { type AskNearest, askOverHttp, askOverNats } from '../ann/ask-nearest.ts';
import { Circuit } from '../ann/circuit.ts';
import type { CandidateSettings } from './candidate-settings.ts';

/** How the ann service is asked. */
export interface AnnService {
  readonly ask: AskNearest;
  readonly circuit: Circuit;
}

/** After a failure the ann service is left alone for so long, and longer after the next. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** The ann service as the settings name it; whether it answers stands in the metrics, and each change in the log. */
export function annService(options: {
  readonly settings: Pick<CandidateSettings, 'ANN_URL' | 'ANN_TIMEOUT_MS'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}): AnnService {
  const { settings, transport, metrics, logger } = options;
  const [url, patienceMs] = [settings.ANN_URL, settings.ANN_TIMEOUT_MS];
  const works = metrics.gauge('candidate_ann_works', 'Whether the ann service answered when it was asked last.', []);
  works.set(1);
  return {
    ask: url === undefined ? askOverNats(transport, patienceMs) : askOverHttp(url, patienceMs),
    circuit: new Circuit({
      pauseMs: PAUSE_MS,
      longestPauseMs: LONGEST_PAUSE_MS,
      clock: () => performance.now(),
      onChange: (isBack, reason) => {
        works.set(isBack ? 1 : 0);
        if (isBack) logger.info('the ann service answers again and finds the candidates');
        else logger.warn({ err: reason }, 'the ann service does not answer; PostgreSQL finds the candidates');
      },
    }),
  };
}
