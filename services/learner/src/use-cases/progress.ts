import type { Logger, Timings } from '@jophiel/observability';

export type Stage = 'samples' | 'signals' | 'neighbours' | 'counts' | 'weights';

export interface StageProgress {
  readonly stage: Stage;
  readonly done: number;
  readonly total: number;
  /** Until the end of the stage; undefined before its first items are done. */
  readonly etaSeconds: number | undefined;
}

const LOG_EVERY_MS = 5_000;

/** How far a pass is, for the log, for the HTTP route, and for the times of its items. */
export class Progress {
  readonly #logger: Logger;
  readonly #timings: Timings;
  readonly #clock: () => number;
  #stage: { readonly name: Stage; readonly total: number; readonly startedAt: number; done: number } | undefined;
  #loggedAt = 0;

  constructor(options: { readonly logger: Logger; readonly timings: Timings; readonly clock: () => number }) {
    this.#logger = options.logger;
    this.#timings = options.timings;
    this.#clock = options.clock;
  }

  current(): StageProgress | undefined {
    if (this.#stage === undefined) return undefined;
    const { name, done, total, startedAt } = this.#stage;
    const perItem = (this.#clock() - startedAt) / done;
    return {
      stage: name,
      done,
      total,
      etaSeconds: done === 0 ? undefined : Math.round((perItem * Math.max(total - done, 0)) / 1_000),
    };
  }

  /** Runs a stage, maybe within another. Its work tells how many further items are done. */
  async stage<Result>(
    name: Stage,
    total: number,
    work: (done: (items: number) => void) => Promise<Result>,
  ): Promise<Result> {
    const run = this.#timings.run(`learn-${name}`);
    const outer = this.#stage;
    this.#stage = { name, total, startedAt: this.#clock(), done: 0 };
    this.#loggedAt = this.#clock();
    const stage = this.#stage;
    try {
      return await work((items) => {
        run.add(items);
        stage.done += items;
        this.#log();
      });
    } finally {
      run.end();
      this.#logger.info(
        { stage: name, items: stage.done, seconds: Math.round((this.#clock() - stage.startedAt) / 10) / 100 },
        'stage done',
      );
      this.#stage = outer;
    }
  }

  #log(): void {
    if (this.#clock() - this.#loggedAt < LOG_EVERY_MS) return;
    this.#loggedAt = this.#clock();
    const { stage, done, total, etaSeconds } = this.current()!;
    this.#logger.info({ stage, done, total, eta_s: etaSeconds }, 'learning');
  }
}
