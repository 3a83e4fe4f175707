import { setTimeout as sleep } from 'node:timers/promises';
import type { Executor } from '@jophiel/postgres';
import type { Layout } from '@jophiel/vectors';
import { type Catalogue, catalogueTokens } from './token-plan.ts';
import { countListed } from './postgres/statements/count-listed.ts';
import { loadPopularity } from './postgres/statements/load-popularity.ts';
import { loadTerms } from './postgres/statements/load-terms.ts';

type OnRefreshed = (catalogue: Catalogue) => Promise<void>;

/**
 * Caches the tokens of the catalogue with their frequencies, and the popularity of trending samples. Tokens
 * steer the search; popularity takes the place of similarity for users without a taste. Both may be some seconds old.
 */
export class CatalogueKnowledge {
  readonly #executor: Executor;
  readonly #layout: Layout;
  #catalogue: Catalogue = { tokens: [], samples: 0 };
  #popularity: ReadonlyMap<string, number> = new Map();
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

  readonly popularity = (): ReadonlyMap<string, number> => this.#popularity;

  /** Each later refresh waits for the listener. */
  onRefreshed(listener: OnRefreshed): void {
    this.#listeners.push(listener);
  }

  async refresh(): Promise<void> {
    const [terms, samples] = await Promise.all([loadTerms(this.#executor), countListed(this.#executor)]);
    this.#catalogue = { tokens: catalogueTokens(this.#layout, terms), samples };
    this.#popularity = await loadPopularity(this.#executor);
    await Promise.all(this.#listeners.map(async (listener) => listener(this.#catalogue)));
    this.#isKnown = true;
  }

  async keepFresh(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.refresh();
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
