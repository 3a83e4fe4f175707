export interface CircuitOptions {
  /** After a failure nothing is asked for so long, and twice as long after each further one … */
  readonly pauseMs: number;
  /** … up to this. */
  readonly maxPauseMs: number;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  /** Told once per change whether it works, and why not. */
  readonly onChange: (works: boolean, reason?: unknown) => void;
}

/**
 * A circuit breaker (Nygard, Release It!): whoever needs what is away does not wait for it each time. After a pause one
 * attempt is made, and the others go without until it succeeds.
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

  /** What the work returned; undefined when it failed, or was not tried. */
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
