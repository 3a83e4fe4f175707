import { JophielError } from '@jophiel/errors';
import type { Executor } from '@jophiel/postgres';
import { loadItems } from '../statements/load-items.ts';
import { loadStamps } from '../statements/load-stamps.ts';
import type { LayoutIndex } from './layout-index.ts';

export interface IndexesOptions {
  readonly executor: Executor;
  readonly own: LayoutIndex;
  readonly openBeside: (layout: string) => Promise<LayoutIndex>;
}

const STAMPS_AT_ONCE = 20_000;
const ITEMS_AT_ONCE = 1_000;

/**
 * While PostgreSQL has vectors of two layouts, there is a second index, so queries in both layouts are served until the
 * last sample has changed. Callers must not run two changes at once.
 */
export class Indexes {
  readonly #options: IndexesOptions;
  readonly #own: LayoutIndex;
  #beside: LayoutIndex | undefined;
  #isFilled = false;
  readonly #listed = new Map<string, number>();

  constructor(options: IndexesOptions) {
    this.#options = options;
    this.#own = options.own;
  }

  get own(): LayoutIndex {
    return this.#own;
  }

  get all(): readonly LayoutIndex[] {
    return this.#beside === undefined ? [this.#own] : [this.#own, this.#beside];
  }

  /** Default: the complete index. @throws JophielError SERVICE_UNAVAILABLE before it is filled; LAYOUT_NOT_SERVED */
  of(layout?: string): LayoutIndex {
    if (!this.#isFilled)
      throw new JophielError(
        'SERVICE_UNAVAILABLE',
        'The index is being filled. Retry when /health/ready reports it as ready.',
      );
    if (layout === undefined) return this.#fullest();
    const found = this.all.find((index) => index.layout === layout);
    if (found !== undefined) return found;
    const served = this.all.map((index) => index.layout).join(', ');
    throw new JophielError('LAYOUT_NOT_SERVED', `There is no index of layout ${layout}. Served layouts: ${served}.`);
  }

  async apply(sampleIds: readonly string[]): Promise<void> {
    for (let from = 0; from < sampleIds.length; from += ITEMS_AT_ONCE) {
      const ids = sampleIds.slice(from, from + ITEMS_AT_ONCE);
      const rows = await loadItems(this.#options.executor, ids);
      const listed = new Set(rows.map(({ sampleId }) => sampleId));
      const gone = ids.filter((id) => !listed.has(id));
      for (const index of this.all) {
        await index.put(rows);
        await index.remove(gone);
      }
    }
  }

  /** @param onRead called with the number of samples of each page @returns how many differed */
  async catchUp(signal: AbortSignal, onRead: (samples: number) => void): Promise<number> {
    let differed = await this.#compare(signal, onRead);
    // A layout found by the comparison must be read now.
    if (await this.#exchangeBeside()) differed += await this.#compare(signal, onRead);
    if (!signal.aborted) this.#isFilled = true;
    return differed;
  }

  async #compare(signal: AbortSignal, onRead: (samples: number) => void): Promise<number> {
    const unseen = new Set(this.all.flatMap(({ revisions }) => [...revisions.keys()]));
    this.#listed.clear();
    let differed = 0;
    for (let after: string | undefined = ''; after !== undefined && !signal.aborted;) {
      const stamps = await loadStamps(this.#options.executor, after, STAMPS_AT_ONCE);
      for (const { sampleId, layout } of stamps) {
        unseen.delete(sampleId);
        this.#listed.set(layout, (this.#listed.get(layout) ?? 0) + 1);
      }
      const behind = stamps.filter((stamp) => this.all.some((index) => index.isBehind(stamp)));
      await this.apply(behind.map(({ sampleId }) => sampleId));
      differed += behind.length;
      onRead(stamps.length);
      after = stamps.length < STAMPS_AT_ONCE ? undefined : stamps.at(-1)?.sampleId;
    }
    if (signal.aborted) return differed;
    await this.apply([...unseen]);
    return differed + unseen.size;
  }

  async #exchangeBeside(): Promise<boolean> {
    if (this.#beside !== undefined && !this.#listed.has(this.#beside.layout)) {
      await this.#beside.engine.close();
      this.#beside = undefined;
    }
    const [most] = [...this.#listed]
      .filter(([layout]) => this.all.every((index) => index.layout !== layout))
      .sort(([, a], [, b]) => b - a);
    if (most === undefined || this.#beside !== undefined) return false;
    this.#beside = await this.#options.openBeside(most[0]);
    return true;
  }

  #fullest(): LayoutIndex {
    const [own, beside] = [this.#own, this.#beside];
    return beside !== undefined && beside.revisions.size > own.revisions.size ? beside : own;
  }
}
