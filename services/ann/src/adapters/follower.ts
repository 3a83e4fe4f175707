import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Indexes } from '../use-cases/indexes.ts';

export interface FollowerOptions {
  readonly indexes: Pick<Indexes, 'apply' | 'catchUp'>;
  /** Runs after the first comparison, before the first answer. */
  readonly onFilled: () => Promise<void>;
  /** Called between changes, when vectors and revisions are consistent. */
  readonly onPause: () => void;
  readonly catchUpEveryMs: number;
  readonly onCaughtUp: (figures: { readonly samples: number; readonly differed: number; readonly ms: number }) => void;
  readonly clock: () => number;
}

/** Queries wait for the end of a batch of changes. */
const CHANGES_AT_ONCE = 1_000;

/** Reads changed samples at once; compares all at the start, after each gap in the events, and periodically. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #changed = new Set<string>();
  readonly #filled = Promise.withResolvers<void>();
  #isFilled = false;
  /** Gaps in the events; the time before the start is the first. A comparison repairs all earlier gaps. */
  #gaps = 1;
  #mended = 0;
  #wake: () => void = () => {};

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** @returns false when the signal aborted before the end of the first comparison */
  async filled(signal: AbortSignal): Promise<boolean> {
    const aborted = signal.aborted ? undefined : once(signal, 'abort');
    await Promise.race([this.#filled.promise, aborted]);
    return this.#isFilled && !signal.aborted;
  }

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

  /** Ends when the signal aborts. The next run repeats failed work. */
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
