import type { Feed } from '../../shared/core/feed.ts';

/** A feed as PostgreSQL has it; undefined for a user who has none of their own. */
export type LoadStored = (userId: string) => Promise<Feed | undefined>;

export interface StoredFeedsOptions {
  readonly load: LoadStored;
  /** Feeds in memory; the one that was read longest ago goes first: it would be read again first anyway. */
  readonly most: number;
  /** So long a feed is vouched for after its reading at most, in ms: the last resort against news that never arrive. */
  readonly heldMs: number;
  /** Whether news of feeds reach this process. While they do not, nothing is vouched for, and every feed is read. */
  readonly hearsNews: () => boolean;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** A feed in memory, and whether it is still there: what is made of the feed may be used as long as it is. */
export interface KeptFeed {
  readonly feed: Feed;
  /** By the clock, when its reading began. */
  readonly readAt: number;
  isForgotten: boolean;
}

/**
 * The stored feeds as they are now: each is read once and vouched for until there is news of it. What is read while news
 * of it arrive may be from before them, so it is given to those who asked before the news, and not kept. Who asks for
 * what is being read waits for the same reading.
 */
export class StoredFeeds {
  readonly #options: StoredFeedsOptions;
  readonly #kept = new Map<string, KeptFeed>();
  readonly #readings = new Map<string, Promise<Feed | undefined>>();

  constructor(options: StoredFeedsOptions) {
    this.#options = options;
  }

  /** How many feeds are in memory. */
  get size(): number {
    return this.#kept.size;
  }

  /** The feed that is known to be the stored one; undefined where it has to be read. */
  known(userId: string): KeptFeed | undefined {
    const kept = this.#kept.get(userId);
    return kept !== undefined && this.isKnown(kept) ? kept : undefined;
  }

  /** Whether a feed that was known is still known to be the stored one. */
  isKnown({ isForgotten, readAt }: KeptFeed): boolean {
    const { hearsNews, clock, heldMs } = this.#options;
    return !isForgotten && clock() - readAt < heldMs && hearsNews();
  }

  async read(userId: string): Promise<Feed | undefined> {
    if (!this.#options.hearsNews()) return this.#options.load(userId);
    return this.known(userId)?.feed ?? this.#readings.get(userId) ?? this.#begin(userId);
  }

  /** There is news of this feed. */
  forget(userId: string): void {
    const kept = this.#kept.get(userId);
    if (kept !== undefined) kept.isForgotten = true;
    this.#kept.delete(userId);
    this.#readings.delete(userId);
  }

  /** News may have been missed, of any feed. */
  forgetAll(): void {
    for (const kept of this.#kept.values()) kept.isForgotten = true;
    this.#kept.clear();
    this.#readings.clear();
  }

  async #begin(userId: string): Promise<Feed | undefined> {
    const reading = this.#load(userId, () => this.#readings.get(userId) === reading);
    this.#readings.set(userId, reading);
    return reading;
  }

  async #load(userId: string, isStillTrue: () => boolean): Promise<Feed | undefined> {
    const readAt = this.#options.clock();
    try {
      const feed = await this.#options.load(userId);
      if (feed !== undefined && isStillTrue()) this.#keep(userId, { feed, readAt, isForgotten: false });
      return feed;
    } finally {
      if (isStillTrue()) this.#readings.delete(userId);
    }
  }

  #keep(userId: string, kept: KeptFeed): void {
    // A Map keeps the order of insertion: taken out and put in again, the feed moves to the end.
    this.#kept.delete(userId);
    this.#kept.set(userId, kept);
    if (this.#kept.size <= this.#options.most) return;
    const [oldest, its] = this.#kept.entries().next().value!;
    // Nobody would tell it of news any more.
    its.isForgotten = true;
    this.#kept.delete(oldest);
  }
}
