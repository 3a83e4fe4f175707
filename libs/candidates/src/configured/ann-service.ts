import type { Metrics } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import { type AskNearest, askOverHttp, askOverNats } from '../ann/ask-nearest.ts';
import { Circuit } from '../ann/circuit.ts';
import type { IdType } from '../ann/messages.ts';
import type { CandidateSettings } from './candidate-settings.ts';

export interface AnnService {
  readonly ask: AskNearest;
  readonly circuit: Circuit;
}

/** Caller class, a label of metrics: `prompt` is interactive, a user waits; `batch` is the batch. */
export type Asker = 'prompt' | 'batch';
export const askers: readonly Asker[] = ['prompt', 'batch'];

const PAUSE_MS = 250;
const MAX_PAUSE_MS = 10_000;
/**
 * The ann service lets interactive queries pass the batch. So the batch waits longer before it uses PostgreSQL, which
 * is slower.
 */
const TIMEOUT_FACTOR: Readonly<Record<Asker, number>> = { prompt: 1, batch: 4 };

export interface AnnServicesOptions {
  readonly settings: Pick<CandidateSettings, 'ANN_URL' | 'ANN_TIMEOUT_MS'>;
  readonly idType: IdType;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Metrics;
  /** Called when the service stops or starts answering; `reason` is the error. */
  readonly onChange: (asker: Asker, works: boolean, reason?: unknown) => void;
}

/**
 * The ann service, with one circuit per caller class: a timeout of the batch says nothing about interactive queries.
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
