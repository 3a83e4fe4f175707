export interface CircuitOptions {
  /** The pause after a failure. It doubles with each further failure, up to `maxPauseMs`. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Called once per change; `reason` is the error. */
  readonly onChange: (works: boolean, reason?: unknown) => void;
}

/**
 * A circuit breaker (Nygard, Release It!). Callers do not wait for a service that is down: after each pause one attempt
 * is made, and all other calls fail at once until it succeeds.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  #failures = 0;
  #nextAttemptAt = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  /** Whether the last attempt succeeded; true before the first. */
  get works(): boolean {
    return this.#failures === 0;
  }

  /** The result of the work; undefined when it failed or was not tried. */
  async attempt<Result extends object>(work: () => Promise<Result>): Promise<Result | undefined> {
    const { clock } = this.#options;
    if (this.#failures > 0) {
      if (clock() < this.#nextAttemptAt) return undefined;
      this.#pause();
    }
    try {
      const result = await work();
      this.#succeeded();
      return result;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #succeeded(): void {
    const wasAway = !this.works;
    this.#failures = 0;
    if (wasAway) this.#options.onChange(true);
  }

  #failed(reason: unknown): void {
    this.#failures += 1;
    this.#pause();
    if (this.#failures === 1) this.#options.onChange(false, reason);
  }

  #pause(): void {
    const { clock, pauseMs, maxPauseMs } = this.#options;
    this.#nextAttemptAt = clock() + Math.min(pauseMs * 2 ** Math.max(this.#failures - 1, 0), maxPauseMs);
  }
}
