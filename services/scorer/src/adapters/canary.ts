import { setTimeout as sleep } from 'node:timers/promises';

export interface CanaryOptions {
  readonly share: number;
  readonly pauseMs: number;
  readonly random: () => number;
  readonly measure: (userId: string) => Promise<number | undefined>;
  readonly onMeasured: (recall: number, userId: string) => void;
}

/** Later measurements would be long after the feed was stored. */
const MAX_WAITING = 10;
/** Wait for the commit: a feed is announced inside the transaction that stores it. */
const SETTLED_MS = 200;

/** Measures the recall of some users' feeds, one at a time, in the background. */
export class Canary {
  readonly #options: CanaryOptions;
  readonly #waiting = new Set<string>();

  constructor(options: CanaryOptions) {
    this.#options = options;
  }

  /** Skips the feed when MAX_WAITING others wait. */
  feedStored(userId: string): void {
    const { share, random } = this.#options;
    if (random() < share && this.#waiting.size < MAX_WAITING) this.#waiting.add(userId);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { pauseMs, measure, onMeasured } = this.#options;
    while (!signal.aborted) {
      await sleep(Math.max(pauseMs, SETTLED_MS), undefined, { signal, ref: false }).catch(() => {});
      const [userId] = this.#waiting;
      if (userId === undefined || signal.aborted) continue;
      this.#waiting.delete(userId);
      const recall = await measure(userId);
      if (recall !== undefined) onMeasured(recall, userId);
    }
  }
}
