import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@jophiel/postgres';
import { type Lease, leaseRanges, releaseRanges } from '../statements/ranges.ts';

const RENEW_EVERY_MS = 5_000;
/** A process that does not renew for so long has lost its ranges. */
const LEASE_MS = 20_000;

/** The ranges that this process holds. */
export class Leases {
  readonly #database: Database;
  readonly #holder: string;
  readonly #now: () => Date;
  #held: readonly Lease[] = [];

  constructor(options: { readonly database: Database; readonly holder: string; readonly now: () => Date }) {
    this.#database = options.database;
    this.#holder = options.holder;
    this.#now = options.now;
  }

  get held(): readonly Lease[] {
    return this.#held;
  }

  async renew(): Promise<void> {
    const now = this.#now();
    const until = new Date(now.getTime() + LEASE_MS);
    this.#held = await this.#database.transaction(async (transaction) =>
      leaseRanges(transaction, { holder: this.#holder, now, until }),
    );
  }

  /** Ends when the signal aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.renew();
      await sleep(RENEW_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async release(): Promise<void> {
    this.#held = [];
    await releaseRanges(this.#database, this.#holder);
  }
}
