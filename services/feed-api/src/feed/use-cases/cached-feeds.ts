import type { Feed } from '../../shared/core/feed.ts';

export type LoadStored = (userId: string) => Promise<Feed | undefined>;

export interface CachedFeedsOptions {
  readonly load: LoadStored;
  /** Maximum feeds in the cache; the one that was read longest ago is dropped first. */
  readonly limit: number;
  /** How long a feed is current after it was read, in ms: the last resort if `feed.updated` never arrives. */
  readonly maxAgeMs: number;
  /** Whether this process receives `feed.updated`. If not, no feed is current and every request reads. */
  readonly hearsNews: () => boolean;
  readonly clock: () => number;
}

export interface CachedFeed {
  readonly feed: Feed;
  readonly readAt: number;
  isDropped: boolean;
}

/** Requests for a feed share one reading. A feed that is dropped while it is read may be old and is not cached. */
export class CachedFeeds {
  readonly #options: CachedFeedsOptions;
  readonly #cached = new Map<string, CachedFeed>();
  readonly #readings = new Map<string, Promise<Feed | undefined>>();

  constructor(options: CachedFeedsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#cached.size;
  }

  current(userId: string): CachedFeed | undefined {
    const cached = this.#cached.get(userId);
    return cached !== undefined && this.isCurrent(cached) ? cached : undefined;
  }

  isCurrent({ isDropped, readAt }: CachedFeed): boolean {
    const { hearsNews, clock, maxAgeMs } = this.#options;
    return !isDropped && clock() - readAt < maxAgeMs && hearsNews();
  }

  async read(userId: string): Promise<Feed | undefined> {
    if (!this.#options.hearsNews()) return this.#options.load(userId);
    return this.current(userId)?.feed ?? this.#readings.get(userId) ?? this.#begin(userId);
  }

  drop(userId: string): void {
    const cached = this.#cached.get(userId);
    if (cached !== undefined) cached.isDropped = true;
    this.#cached.delete(userId);
    this.#readings.delete(userId);
  }

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
    // A Map keeps the order of insertion; delete and set moves the feed to the end.
    this.#cached.delete(userId);
    this.#cached.set(userId, cached);
    if (this.#cached.size <= this.#options.limit) return;
    const [oldest, dropped] = this.#cached.entries().next().value!;
    dropped.isDropped = true;
    this.#cached.delete(oldest);
  }
}
