import { setTimeout as sleep } from 'node:timers/promises';
import { WeightTable } from '@jophiel/learning';
import type { Executor } from '@jophiel/postgres';
import { loadLearned } from '../postgres/statements/load-learned.ts';

/** Small enough for other work of the process to run between two. */
const ROWS_AT_ONCE = 2_000;

/**
 * The learned weights in memory, read once and then followed: each refresh reads what was changed since the former. They may
 * be some seconds old.
 */
export class LearnedKnowledge {
  readonly #executor: Executor;
  readonly #table = new WeightTable();
  /** Transactions before this one are read; undefined before the first refresh. */
  #since: string | undefined;
  /** By number the transaction that changed it, of what the former refresh read: it may be read once more. */
  #former: ReadonlyMap<number, string> = new Map();
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Undefined until all weights have been read once: half of them would rank wrongly. */
  readonly table = (): WeightTable | undefined => (this.#since === undefined ? undefined : this.#table);

  /** Epoch ms at which a refresh last brought a change; −∞ before the first. */
  readonly changedAt = (): number => this.#changedAt;

  /** How many items and weights are in memory. */
  get size(): { readonly items: number; readonly weights: number } {
    return { items: this.#table.items, weights: this.#table.weights };
  }

  async refresh(): Promise<void> {
    let [next, after] = ['', -1];
    const read = new Map<number, string>();
    for (let isDone = false; !isDone;) {
      const { items, oldestOpen } = await loadLearned(this.#executor, this.#since ?? '0', after, ROWS_AT_ONCE);
      const changed = items.filter(({ number, learnedIn }) => this.#former.get(number) !== learnedIn);
      for (const item of changed) this.#table.put(item);
      if (changed.length > 0) this.#changedAt = Date.now();
      for (const { number, learnedIn } of items) read.set(number, learnedIn);
      // Taken with the first page: what commits while later pages are read is read by the next refresh.
      if (next === '') next = oldestOpen;
      after = items.at(-1)?.number ?? after;
      isDone = items.length < ROWS_AT_ONCE;
    }
    this.#since = next;
    this.#former = read;
  }

  async keepFresh(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.refresh();
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
