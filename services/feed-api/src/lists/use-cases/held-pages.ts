import type { Feed } from '../../shared/core/feed.ts';

interface Remembered<List> {
  readonly userId: string;
  readonly feed: List;
  /** When its first page was read last, in epoch ms. */
  at: number;
  /** When it moved to the end of those that are forgotten first. */
  readonly movedAt: number;
}

/**
 * What is read again within so many ms has as good as moved to the end already: hot feeds are asked for many times a second,
 * and which of the others was read longest ago need not be known to the second.
 */
const MOVE_AFTER_MS = 10_000;

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
  /** Of each user the one that was read last. */
  readonly #latest = new Map<string, Remembered<List>>();
  #erasures = 0;

  constructor(options: RecentFeedsOptions) {
    this.#options = options;
  }

  remember(userId: string, feed: List, now: number): void {
    const latest = this.#latest.get(userId);
    if (latest?.feed === feed && now - latest.movedAt < MOVE_AFTER_MS) {
      latest.at = now;
      return;
    }
    const key = keyOf(userId, feed.generatedAt);
    const remembered = { userId, feed, at: now, movedAt: now };
    // A Map keeps the order of insertion: taken out and put in again, the feed moves to the end.
    this.#feeds.delete(key);
    this.#feeds.set(key, remembered);
    this.#latest.set(userId, remembered);
    if (this.#feeds.size > this.#options.most) this.#forget(this.#feeds.keys().next().value!);
  }

  /** The feed that was read last, however long ago. */
  recall(userId: string): List | undefined {
    return this.#latest.get(userId)?.feed;
  }

  /** The feed whose pages are being turned: the one generated then, or the one that was read last. */
  held(userId: string, generatedAt: Date | undefined, now: number): List | undefined {
    const remembered =
      generatedAt === undefined ? this.#latest.get(userId) : this.#feeds.get(keyOf(userId, generatedAt));
    if (remembered === undefined || now - remembered.at > this.#options.heldMs) return undefined;
    return remembered.feed;
  }

  /** How many users were erased: what was read before one was and is there after it may be theirs. */
  get erasures(): number {
    return this.#erasures;
  }

  /** Everything of a user who is erased. */
  forgetUser(userId: string): void {
    this.#erasures += 1;
    for (const [key, remembered] of this.#feeds) if (remembered.userId === userId) this.#forget(key);
  }

  #forget(key: string): void {
    const forgotten = this.#feeds.get(key)!;
    this.#feeds.delete(key);
    if (this.#latest.get(forgotten.userId) === forgotten) this.#latest.delete(forgotten.userId);
  }
}

function keyOf(userId: string, generatedAt: Date): string {
  return `${generatedAt.getTime()} ${userId}`;
}
