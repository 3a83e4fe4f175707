import type { Feed } from '../../shared/core/feed.ts';

/** A feed as PostgreSQL has it; undefined for a user without a feed of their own. */
export type LoadStored = (userId: string) => Promise<Feed | undefined>;

export interface CachedFeedsOptions {
  readonly load: LoadStored;
  /** Feeds in the cache; the one that was read longest ago is dropped first. */
  readonly limit: number;
  /** How long a feed is current after it was read, in ms: the last resort if `feed.updated` never arrives. */
  readonly heldMs: number;
  /** Whether this process hears `feed.updated`. While it does not, no feed is current, and every request reads. */
  readonly hearsNews: () => boolean;
  /** Monotonic, in ms. */
  readonly clock: () => number;
}

/** A stored feed in the cache. What is made of it may be used while `CachedFeeds.isCurrent` holds. */
export interface CachedFeed {
  readonly feed: Feed;
  /** When its reading began, by the clock. */
  readonly readAt: number;
  isDropped: boolean;
}

/**
 * The stored feeds: each is read once and is current until it is dropped. A feed that is being read when it is dropped
 * may be an old one: it goes to those who asked before, and not into the cache. Requests for a feed that is being read
 * wait for the same reading.
 */
export class CachedFeeds {
  readonly #options: CachedFeedsOptions;
  readonly #cached = new Map<string, CachedFeed>();
  readonly #readings = new Map<string, Promise<Feed | undefined>>();

  constructor(options: CachedFeedsOptions) {
    this.#options = options;
  }

  /** How many feeds are in the cache. */
  get size(): number {
    return this.#cached.size;
  }

  /** The feed if the cache has it and it is current; undefined where it has to be read. */
  current(userId: string): CachedFeed | undefined {
    const cached = this.#cached.get(userId);
    return cached !== undefined && this.isCurrent(cached) ? cached : undefined;
  }

  /** Whether a feed from the cache is still the stored one. */
  isCurrent({ isDropped, readAt }: CachedFeed): boolean {
    const { hearsNews, clock, heldMs } = this.#options;
    return !isDropped && clock() - readAt < heldMs && hearsNews();
  }

  async read(userId: string): Promise<Feed | undefined> {
    if (!this.#options.hearsNews()) return this.#options.load(userId);
    return this.current(userId)?.feed ?? this.#readings.get(userId) ?? this.#begin(userId);
  }

  /** A newer feed of this user is stored. */
  drop(userId: string): void {
    const cached = this.#cached.get(userId);
    if (cached !== undefined) cached.isDropped = true;
    this.#cached.delete(userId);
    this.#readings.delete(userId);
  }

  /** A newer feed of any user may be stored. */
  dropAll(): void {
    for (const cached of this.#cached.values()) cached.isDropped = true;
    this.#cached.clear();
    this.#readings.clear();
  }

  async #begin(userId: string): Promise<Feed | undefined> {
    const reading = this.#load(userId, () => this.#readings.get(userId) === reading);
    this.#readings.set(userId, reading);
    return reading;
  }

  async #load(userId: string, isWanted: () => boolean): Promise<Feed | undefined> {
    const readAt = this.#options.clock();
    try {
      const feed = await this.#options.load(userId);
      if (feed !== undefined && isWanted()) this.#keep(userId, { feed, readAt, isDropped: false });
      return feed;
    } finally {
      if (isWanted()) this.#readings.delete(userId);
    }
  }

  #keep(userId: string, cached: CachedFeed): void {
    // A Map keeps the order of insertion: deleted and set again, the feed moves to the end.
    this.#cached.delete(userId);
    this.#cached.set(userId, cached);
    if (this.#cached.size <= this.#options.limit) return;
    const [oldest, dropped] = this.#cached.entries().next().value!;
    dropped.isDropped = true;
    this.#cached.delete(oldest);
  }
}
