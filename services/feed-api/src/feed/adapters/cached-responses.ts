import type { CurrentFeed } from '../use-cases/current-feed.ts';

export interface PreparedPage {
  readonly current: CurrentFeed;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Address {
  readonly host: string;
  readonly url: string;
}

/** Longer addresses are not from a platform; they are not cached, to save memory. */
const MAX_URL_LENGTH = 200;

/** A cache of plain first pages by address. A page is sent while its feed is current. */
export class PreparedPages {
  readonly #limit: number;
  readonly #isCurrent: (current: CurrentFeed) => boolean;
  readonly #pages = new Map<string, { readonly host: string; readonly page: PreparedPage }>();

  constructor(limit: number, isCurrent: (current: CurrentFeed) => boolean) {
    this.#limit = limit;
    this.#isCurrent = isCurrent;
  }

  get({ host, url }: Address): PreparedPage | undefined {
    const prepared = this.#pages.get(url);
    if (prepared?.host !== host || !this.#isCurrent(prepared.page.current)) return undefined;
    return prepared.page;
  }

  keep({ host, url }: Address, page: PreparedPage): void {
    if (url.length > MAX_URL_LENGTH) return;
    // Delete and set moves it to the end of the Map: the oldest page is dropped first.
    this.#pages.delete(url);
    this.#pages.set(url, { host, page });
    if (this.#pages.size > this.#limit) this.#pages.delete(this.#pages.keys().next().value!);
  }
}
