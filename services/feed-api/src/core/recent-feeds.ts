import type { Feed } from './feed.ts';

/** The feeds that were read last, for the time when they cannot be read. */
export class RecentFeeds {
  readonly #most: number;
  readonly #feeds = new Map<string, Feed>();

  constructor(most: number) {
    this.#most = most;
  }

  remember(userId: string, feed: Feed): void {
    // A Map keeps the order of insertion: taken out and put in again, the user moves to the end.
    this.#feeds.delete(userId);
    this.#feeds.set(userId, feed);
    if (this.#feeds.size > this.#most) this.#feeds.delete(this.#feeds.keys().next().value!);
  }

  recall(userId: string): Feed | undefined {
    return this.#feeds.get(userId);
  }
}
