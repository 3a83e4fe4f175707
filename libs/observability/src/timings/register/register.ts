import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Executor } from '@jophiel/postgres';
import type { TimingBook } from './book.ts';
import { pruneEntries } from './prune-entries.ts';
import { storeEntries } from './store-entries.ts';

/** Times are stored within this interval, which is the maximum loss of a killed process. */
export const WRITE_EVERY_MS = 5_000;
const PRUNE_EVERY_MS = 3_600_000;
const PRUNE_AT_ONCE = 1_000;
/** Pause between two deletes, so that they block no other work. */
const PRUNE_PAUSE_MS = 50;
/** How long a stopping service waits for PostgreSQL. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface RegisterOptions {
  readonly database: Executor;
  /** Owner of the table: a service, or `cli`. */
  readonly service: string;
  readonly book: TimingBook;
  readonly keepDays: number;
  /** Called once when writing starts to fail. Nothing is lost: writes are retried until they succeed. */
  readonly onFailure: (error: unknown) => void;
  readonly onRecovered?: () => void;
  readonly writeEveryMs?: number;
}

/** Writes a book into its table in the background, and deletes old entries. */
export class TimingRegister {
  readonly #options: RegisterOptions;
  readonly #writer = randomUUID();
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  #failed = false;
  /** Failures are not reported after `close`, which has reported them. */
  #isClosed = false;
  #prunedAt = Number.NEGATIVE_INFINITY;

  constructor(options: RegisterOptions) {
    this.#options = options;
    this.#loop = this.#run(options.writeEveryMs ?? WRITE_EVERY_MS);
  }

  /** Age of the oldest unwritten time, in seconds. */
  unwrittenSeconds(): number {
    return this.#options.book.unwrittenMs() / 1_000;
  }

  /** Writes the rest, if PostgreSQL answers in time. @returns whether everything is written */
  async close(): Promise<boolean> {
    this.#stopping.abort();
    await Promise.race([this.#finish(), sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    this.#isClosed = true;
    return this.#options.book.isWritten();
  }

  async #finish(): Promise<void> {
    await this.#loop;
    await this.#write();
    // A command ends before the first hour, and most end before the first five seconds.
    if (!this.#failed && this.#prunedAt === Number.NEGATIVE_INFINITY) await this.#prune(async () => {});
  }

  async #run(everyMs: number): Promise<void> {
    const { signal } = this.#stopping;
    const pause = async (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => {});
    for (;;) {
      await pause(everyMs);
      if (signal.aborted) return;
      await this.#write();
      if (!this.#failed && performance.now() - this.#prunedAt > PRUNE_EVERY_MS) await this.#prune(pause);
    }
  }

  async #write(): Promise<void> {
    const { database, service, book } = this.#options;
    const { entries, written } = book.changes();
    if (entries.length > 0)
      await this.#attempt(async () => {
        await storeEntries(database, service, this.#writer, entries);
        written();
      });
    else written();
  }

  async #prune(pause: (ms: number) => Promise<void>): Promise<void> {
    const { database, service, keepDays } = this.#options;
    await this.#attempt(async () => {
      while ((await pruneEntries(database, service, { keepDays, limit: PRUNE_AT_ONCE })) === PRUNE_AT_ONCE) {
        // The next start continues.
        if (this.#stopping.signal.aborted) return;
        await pause(PRUNE_PAUSE_MS);
      }
      this.#prunedAt = performance.now();
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#failed) this.#options.onRecovered?.();
      this.#failed = false;
    } catch (error) {
      if (!this.#failed && !this.#isClosed) this.#options.onFailure(error);
      this.#failed = true;
    }
  }
}
