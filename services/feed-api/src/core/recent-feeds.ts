import type { Feed } from './feed.ts';

interface Remembered<List> {
  readonly userId: string;
  readonly feed: List;
  /** Epoch ms. */
  readonly at: number;
}

export interface RecentFeedsOptions {
  /** Feeds in memory; the one that was read longest ago goes first. */
  readonly most: number;
  /** How long after its first page the other pages are of the same feed, in ms. */
  readonly heldMs: number;
}

/**
 * The feeds that were read last: for the time when they cannot be read, and so that all pages are of one feed, although
 * a new one may be stored while somebody turns them. What else has pages, such as a search, is a feed here too.
 */
export class RecentFeeds<List extends { readonly generatedAt: Date } = Feed> {
  readonly #options: RecentFeedsOptions;
  readonly #feeds = new Map<string, Remembered<List>>();
  readonly #latest = new Map<string, string>();

  constructor(options: RecentFeedsOptions) {
    this.#options = options;
  }

  remember(userId: string, feed: List, now: number): void {
    const key = keyOf(userId, feed.generatedAt);
    // A Map keeps the order of insertion: taken out and put in again, the feed moves to the end.
    this.#feeds.delete(key);
    this.#feeds.set(key, { userId, feed, at: now });
    this.#latest.set(userId, key);
    if (this.#feeds.size > this.#options.most) this.#forget(this.#feeds.keys().next().value!);
  }

  /** The feed that was read last, however long ago. */
  recall(userId: string): List | undefined {
    return this.#feeds.get(this.#latest.get(userId) ?? '')?.feed;
  }

  /** The feed whose pages are being turned: the one generated then, or the one that was read last. */
  held(userId: string, generatedAt: Date | undefined, now: number): List | undefined {
    const key = generatedAt === undefined ? this.#latest.get(userId) : keyOf(userId, generatedAt);
    const remembered = this.#feeds.get(key ?? '');
    if (remembered === undefined || now - remembered.at > this.#options.heldMs) return undefined;
    return remembered.feed;
  }

  #forget(key: string): void {
    const { userId } = this.#feeds.get(key)!;
    this.#feeds.delete(key);
    if (this.#latest.get(userId) === key) this.#latest.delete(userId);
  }
}

function keyOf(userId: string, generatedAt: Date): string {
  return `${generatedAt.getTime()} ${userId}`;
}
