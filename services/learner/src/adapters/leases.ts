import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@jophiel/postgres';
import { type Lease, leaseRanges, releaseRanges } from '../statements/ranges.ts';

const RENEW_EVERY_MS = 5_000;
const LEASE_MS = 20_000;

export class Leases {
  readonly #database: Database;
  readonly #holder: string;
  readonly #now: () => Date;
  #held: readonly Lease[] = [];
  /** At the stop: work that still ends must not take ranges again. */
  #isReleased = false;

  constructor(options: { readonly database: Database; readonly holder: string; readonly now: () => Date }) {
    this.#database = options.database;
    this.#holder = options.holder;
    this.#now = options.now;
  }

  get held(): readonly Lease[] {
    return this.#held;
  }

  async renew(): Promise<void> {
    if (this.#isReleased) return;
    const now = this.#now();
    const until = new Date(now.getTime() + LEASE_MS);
    this.#held = await this.#database.transaction(async (transaction) =>
      leaseRanges(transaction, { holder: this.#holder, now, until }),
    );
  }

  /** Ends when the signal aborts, and gives the ranges back. */
  async keep(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.renew();
        await sleep(RENEW_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
      }
    } finally {
      // After a failure it is called again, and the leases go on meanwhile.
      if (signal.aborted) await this.#release();
    }
  }

  async #release(): Promise<void> {
    this.#isReleased = true;
    this.#held = [];
    await releaseRanges(this.#database, this.#holder);
  }
}
