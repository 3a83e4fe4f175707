import type { Exploration } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import { forgetChances } from '../statements/forget-chances.ts';
import { loadNewSamples } from '../statements/load-new-samples.ts';
import { reserveChances } from '../statements/reserve-chances.ts';
import { returnChances } from '../statements/return-chances.ts';
import { ChancePool } from './chance-pool.ts';

const MS_PER_DAY = 86_400_000;
/** New items that a process can place at a time. Those that have no chance left make room for others. */
const MAX_POOLED = 1_000;
const MAX_HELD = MAX_POOLED / 2;

/** Chances that were given, and the number of items of which they were the first. */
export interface GivenChances {
  readonly chances: number;
  readonly firstOfSamples: number;
}

export interface ChancesOptions {
  readonly executor: Executor;
  readonly exploration: Exploration;
  readonly layout: string;
  readonly now: () => Date;
  readonly onGiven: (figures: GivenChances) => void;
  /** Brings candidates into memory, so that a reaction need not read them. */
  readonly cache: (sampleIds: readonly string[]) => Promise<void>;
}

/**
 * The chances that exploration gives new items: reserved by a refresh, given in memory, so that a feed needs no statement
 * for it.
 */
export class Chances {
  readonly #options: ChancesOptions;
  readonly #pool: ChancePool;
  #isLoaded = false;
  #refreshing: Promise<void> | undefined;
  /** Whether the last refresh reserved nothing. */
  #isExhausted = false;
  #isClosed = false;

  constructor(options: ChancesOptions) {
    this.#options = options;
    this.#pool = new ChancePool(options.exploration.maxChances);
  }

  get figures(): { readonly items: number; readonly chances: number } {
    return this.#pool.figures;
  }

  /** Waits for the first refresh, and for another one where fewer chances than wanted are left and more may be had. */
  async ready(wanted: number): Promise<void> {
    const isLow = !this.#isExhausted && this.#pool.figures.chances < wanted;
    if (!this.#isLoaded || isLow) await this.refresh();
  }

  readonly draw = (userId: string, limit: number): string[] => this.#pool.draw(userId, limit);
  readonly take = (sampleId: string): boolean => this.#pool.take(sampleId);
  readonly giveBack = (sampleIds: readonly string[]): void => this.#pool.giveBack(sampleIds);

  readonly given = (sampleIds: readonly string[]): void => {
    if (sampleIds.length === 0) return;
    this.#options.onGiven({ chances: sampleIds.length, firstOfSamples: this.#pool.noteGiven(sampleIds) });
  };

  /** Reads the new items, reserves chances where few are left, and returns those of items that are not new any more. */
  async refresh(): Promise<void> {
    if (this.#isClosed) return;
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Returns all reserved chances, and reserves no others: a batch may still be at work. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#refreshing?.catch(() => {});
    await returnChances(this.#options.executor, this.#pool.drain());
  }

  async forgetOld(): Promise<void> {
    await forgetChances(this.#options.executor, this.#newSince());
  }

  async #refresh(): Promise<void> {
    const { executor, exploration, layout } = this.#options;
    const { maxChances } = exploration;
    const { portion } = this.#pool;
    const items = await loadNewSamples(executor, {
      layout,
      since: this.#newSince(),
      chancesUpTo: maxChances - portion,
      held: this.#pool.held().slice(0, MAX_HELD),
      limit: MAX_POOLED,
    });
    const dropped = this.#pool.update(items);
    const granted = await reserveChances(executor, this.#pool.wanting(), { portion, maxChances });
    this.#pool.grant(granted);
    this.#isExhausted = granted.length === 0;
    this.#isLoaded = true;
    await returnChances(executor, dropped);
    await this.#options.cache(items.map(({ sampleId }) => sampleId));
  }

  #newSince(): Date {
    const { exploration, now } = this.#options;
    return new Date(now().getTime() - exploration.publishedWithinDays * MS_PER_DAY);
  }
}
