import { setTimeout as sleep } from 'node:timers/promises';

export interface CanaryOptions {
  /** Of all users whose feed was stored, from 0 to 1. */
  readonly share: number;
  /** Between two measurements. */
  readonly pauseMs: number;
  /** From 0 to 1, evenly. */
  readonly random: () => number;
  readonly measure: (userId: string) => Promise<number | undefined>;
  readonly onMeasured: (recall: number, userId: string) => void;
}

/** More would be measured long after their feed was stored. */
const MAX_WAITING = 10;
/** A feed is told of in the transaction that stores it: so long until it is surely there. */
const SETTLED_MS = 200;

/** Measures the feeds of some users, one after another and seldom, beside the work of the service. */
export class Canary {
  readonly #options: CanaryOptions;
  readonly #waiting = new Set<string>();

  constructor(options: CanaryOptions) {
    this.#options = options;
  }

  /** A feed was stored; when enough of them wait, this one is passed over. */
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
