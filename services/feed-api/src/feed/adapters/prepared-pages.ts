import type { ShownFeed } from '../use-cases/choose-feed.ts';

/** An answer as it is sent. */
export interface PreparedPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a page is prepared for: the links in it name the host that was asked. */
export interface Asked {
  readonly host: string;
  readonly url: string;
}

interface Prepared {
  readonly host: string;
  readonly shown: ShownFeed;
  readonly page: PreparedPage;
}

/** What is longer was not written by a platform, and would only take memory. */
const LONGEST_URL = 200;

/** First pages of feeds, made once and sent as long as the feed is the one that would be read. */
export class PreparedPages {
  readonly #most: number;
  readonly #isStillKnown: (shown: ShownFeed) => boolean;
  readonly #pages = new Map<string, Prepared>();

  constructor(most: number, isStillKnown: (shown: ShownFeed) => boolean) {
    this.#most = most;
    this.#isStillKnown = isStillKnown;
  }

  get({ host, url }: Asked): PreparedPage | undefined {
    const prepared = this.#pages.get(url);
    if (prepared?.host !== host || !this.#isStillKnown(prepared.shown)) return undefined;
    return prepared.page;
  }

  keep({ host, url }: Asked, shown: ShownFeed, page: PreparedPage): void {
    if (url.length > LONGEST_URL) return;
    // Taken out and put in again, it moves to the end of the Map: the one that was made longest ago goes first.
    this.#pages.delete(url);
    this.#pages.set(url, { host, shown, page });
    if (this.#pages.size > this.#most) this.#pages.delete(this.#pages.keys().next().value!);
  }
}
