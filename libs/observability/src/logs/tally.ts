import type { Logger } from 'pino';

const EVERY_MS = 10_000;

/** One answered request. */
export interface Answered {
  readonly ms: number;
  readonly failed: boolean;
  readonly correlationId?: string;
}

/** Counts events that are too frequent for a line each: one line per ten seconds, if there were requests. */
export class Tally {
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #requests = 0;
  #failed = 0;
  #ms = 0;
  #slowestMs = -1;
  #slowest: string | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add({ ms, failed, correlationId }: Answered): void {
    this.#requests += 1;
    this.#ms += ms;
    if (failed) this.#failed += 1;
    if (ms > this.#slowestMs) [this.#slowestMs, this.#slowest] = [ms, correlationId];
    this.#timer ??= setTimeout(() => this.end(), EVERY_MS).unref();
  }

  /** Writes the line for the requests since the last one. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#requests === 0) return;
    this.#logger.info(
      {
        requests: this.#requests,
        failed: this.#failed,
        ms_mean: round(this.#ms / this.#requests),
        ms_max: round(this.#slowestMs),
        slowest_correlation_id: this.#slowest,
      },
      'requests answered',
    );
    [this.#requests, this.#failed, this.#ms, this.#slowestMs] = [0, 0, 0, -1];
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
