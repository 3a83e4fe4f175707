import type { CurrentFeed } from '../use-cases/current-feed.ts';

export interface CachedResponse {
  readonly current: CurrentFeed;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Address {
  readonly host: string;
  readonly url: string;
}

/** A platform sends no longer URLs; they are not cached, to save memory. */
const MAX_URL_LENGTH = 200;

/** Responses of plain first pages, by URL. A response is sent while its feed is current. */
export class CachedResponses {
  readonly #limit: number;
  readonly #isCurrent: (current: CurrentFeed) => boolean;
  readonly #responses = new Map<string, { readonly host: string; readonly response: CachedResponse }>();

  constructor(limit: number, isCurrent: (current: CurrentFeed) => boolean) {
    this.#limit = limit;
    this.#isCurrent = isCurrent;
  }

  get({ host, url }: Address): CachedResponse | undefined {
    const cached = this.#responses.get(url);
    if (cached?.host !== host || !this.#isCurrent(cached.response.current)) return undefined;
    return cached.response;
  }

  keep({ host, url }: Address, response: CachedResponse): void {
    if (url.length > MAX_URL_LENGTH) return;
    // Delete and set moves it to the end of the Map: the oldest response is dropped first.
    this.#responses.delete(url);
    this.#responses.set(url, { host, response });
    if (this.#responses.size > this.#limit) this.#responses.delete(this.#responses.keys().next().value!);
  }
}
