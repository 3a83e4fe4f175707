import type { Metrics } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import { type AskNearest, askOverHttp, askOverNats } from '../ann/ask-nearest.ts';
import { Circuit } from '../ann/circuit.ts';
import type { IdType } from '../ann/messages.ts';
import type { CandidateSettings } from './candidate-settings.ts';

/** How the ann service is asked. */
export interface AnnService {
  readonly ask: AskNearest;
  readonly circuit: Circuit;
}

/** Who asks: somebody waits for what is prompt, nobody for the batch. */
export type Asker = 'prompt' | 'batch';
export const askers: readonly Asker[] = ['prompt', 'batch'];

/** After a failure the ann service is left alone for so long, and longer after the next. */
const PAUSE_MS = 250;
const MAX_PAUSE_MS = 10_000;
/** What is prompt passes the batch in the ann service: this may wait so many times as long before PostgreSQL does the same for much more. */
const TIMEOUT_FACTOR: Readonly<Record<Asker, number>> = { prompt: 1, batch: 4 };

export interface AnnServicesOptions {
  readonly settings: Pick<CandidateSettings, 'ANN_URL' | 'ANN_TIMEOUT_MS'>;
  readonly idType: IdType;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Metrics;
  /** Told of each change of whether it answers, with the reason where it does not. */
  readonly onChange: (asker: Asker, works: boolean, reason?: unknown) => void;
}

/**
 * The ann service as the settings name it. Each asker has a circuit of its own: that the batch has to wait says nothing of
 * what is prompt, nor the other way round. Whether it answers stands in the metrics, and `onChange` hears of each change.
 */
export function annServices(options: AnnServicesOptions): Readonly<Record<Asker, AnnService>> {
  const { settings, idType, transport, metrics, onChange } = options;
  const works = metrics.gauge(
    'candidate_ann_works',
    'Whether the ann service answered when it was asked last, by asker.',
    ['asker'],
  );
  const serviceFor = (asker: Asker): AnnService => {
    const [url, timeoutMs] = [settings.ANN_URL, settings.ANN_TIMEOUT_MS * TIMEOUT_FACTOR[asker]];
    works.set({ asker }, 1);
    return {
      ask: url === undefined ? askOverNats(transport, timeoutMs, idType) : askOverHttp(url, timeoutMs),
      circuit: new Circuit({
        pauseMs: PAUSE_MS,
        maxPauseMs: MAX_PAUSE_MS,
        clock: () => performance.now(),
        onChange: (isBack, reason) => {
          works.set({ asker }, isBack ? 1 : 0);
          onChange(asker, isBack, reason);
        },
      }),
    };
  };
  return { prompt: serviceFor('prompt'), batch: serviceFor('batch') };
}
