import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Indexes } from '../use-cases/indexes.ts';

export interface FollowerOptions {
  readonly indexes: Pick<Indexes, 'apply' | 'catchUp'>;
  /** Brings the indexes in order after the first comparison, before anybody is answered. */
  readonly onFilled: () => Promise<void>;
  /** Called between changes, when vectors and revisions agree. */
  readonly onPause: () => void;
  readonly catchUpEveryMs: number;
  /** Told after each comparison how many samples it read, how many differed, and how long it took. */
  readonly onCaughtUp: (figures: { readonly samples: number; readonly differed: number; readonly ms: number }) => void;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** More changes are several batches: queries wait for a batch to end. */
const CHANGES_AT_ONCE = 1_000;

/**
 * Keeps indexes in step with PostgreSQL: samples that are said to have changed are read at once, and everything is
 * compared at the start, after each gap in the news, and now and then.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #changed = new Set<string>();
  readonly #filled = Promise.withResolvers<void>();
  #isFilled = false;
  /** Gaps in the news, the time before the start being the first, and how many of them a comparison has mended. */
  #gaps = 1;
  #mended = 0;
  #wake: () => void = () => {};

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Waits until the first comparison has ended. @returns false when the signal aborted before that */
  async filled(signal: AbortSignal): Promise<boolean> {
    const aborted = signal.aborted ? undefined : once(signal, 'abort');
    await Promise.race([this.#filled.promise, aborted]);
    return this.#isFilled && !signal.aborted;
  }

  /** Whether everything that was committed during gaps is in the indexes. */
  get isCaughtUp(): boolean {
    return this.#isFilled && this.#mended === this.#gaps;
  }

  sampleChanged(sampleId: string): void {
    this.#changed.add(sampleId);
    this.#wake();
  }

  mayHaveMissed(): void {
    this.#gaps += 1;
    this.#wake();
  }

  /** Ends when the signal aborts; what failed is done again when it is run again. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, catchUpEveryMs, onPause } = this.#options;
    let comparedAt = -Infinity;
    while (!signal.aborted) {
      if (this.#mended < this.#gaps || clock() - comparedAt >= catchUpEveryMs) {
        await this.#catchUp(signal);
        comparedAt = clock();
      }
      await this.#applyChanged();
      if (signal.aborted) return;
      onPause();
      if (this.#changed.size === 0 && this.#mended === this.#gaps) await this.#rest(signal);
    }
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    const { indexes, onFilled, onCaughtUp, clock } = this.#options;
    const [startedAt, gaps] = [clock(), this.#gaps];
    let samples = 0;
    const differed = await indexes.catchUp(signal, (read) => (samples += read));
    if (signal.aborted) return;
    if (!this.#isFilled) await onFilled();
    this.#isFilled = true;
    this.#filled.resolve();
    this.#mended = gaps;
    onCaughtUp({ samples, differed, ms: clock() - startedAt });
  }

  async #applyChanged(): Promise<void> {
    const ids = [...this.#changed].slice(0, CHANGES_AT_ONCE);
    if (ids.length === 0) return;
    for (const id of ids) this.#changed.delete(id);
    try {
      await this.#options.indexes.apply(ids);
    } catch (error) {
      for (const id of ids) this.#changed.add(id);
      throw error;
    }
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const rested = new AbortController();
    this.#wake = () => rested.abort();
    await sleep(this.#options.catchUpEveryMs, undefined, {
      signal: AbortSignal.any([signal, rested.signal]),
      ref: false,
    }).catch(() => {});
    this.#wake = () => {};
  }
}
