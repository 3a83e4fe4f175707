import { setTimeout as sleep } from 'node:timers/promises';
import type { Executor } from '@jophiel/postgres';
import type { Layout } from '@jophiel/vectors';
import { type Catalogue, catalogueTokens } from './token-plan.ts';
import { countListed } from './postgres/statements/count-listed.ts';
import { loadPopularity, popularitySince } from './postgres/statements/load-popularity.ts';
import { loadTerms } from './postgres/statements/load-terms.ts';

/** More than a feed and what a user has decided on; the rest is too unpopular to come by popularity alone. */
const MAX_POPULAR = 5_000;

type OnRefreshed = (catalogue: Catalogue) => Promise<void>;

/**
 * Caches the tokens of the catalogue with their frequencies, and the popularity of all samples that anybody likes. Tokens
 * steer the search. Both may be some seconds old.
 */
export class CatalogueKnowledge {
  readonly #executor: Executor;
  readonly #layout: Layout;
  #catalogue: Catalogue = { tokens: [], samples: 0 };
  #popularity: ReadonlyMap<string, number> = new Map();
  #popular: readonly string[] = [];
  #popularSince: number | undefined;
  #isKnown = false;
  readonly #listeners: OnRefreshed[] = [];

  constructor(executor: Executor, layout: Layout) {
    this.#executor = executor;
    this.#layout = layout;
  }

  /** Waits for the first refresh only. */
  readonly catalogue = async (): Promise<Catalogue> => {
    if (!this.#isKnown) await this.refresh();
    return this.#catalogue;
  };

  /** From 0 to 1, by sample id. */
  readonly popularity = (): ReadonlyMap<string, number> => this.#popularity;

  /** Ids, the most popular first. */
  readonly popular = (): readonly string[] => this.#popular;

  /** Each later refresh waits for the listener. */
  onRefreshed(listener: OnRefreshed): void {
    this.#listeners.push(listener);
  }

  async refresh(): Promise<void> {
    const [terms, samples] = await Promise.all([loadTerms(this.#executor), countListed(this.#executor)]);
    this.#catalogue = { tokens: catalogueTokens(this.#layout, terms), samples };
    await this.#refreshPopularity();
    await Promise.all(this.#listeners.map(async (listener) => listener(this.#catalogue)));
    this.#isKnown = true;
  }

  /** Read only when it was computed again: it has a row for every item that anybody likes. */
  async #refreshPopularity(): Promise<void> {
    const since = await popularitySince(this.#executor);
    if (since === this.#popularSince) return;
    this.#popularity = await loadPopularity(this.#executor);
    this.#popular = [...this.#popularity.keys()].slice(0, MAX_POPULAR);
    this.#popularSince = since;
  }

  async keepFresh(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.refresh();
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
