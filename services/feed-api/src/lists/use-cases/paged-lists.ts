interface Entry<List> {
  readonly userId: string;
  readonly list: List;
  /** Epoch ms of the last read of its first page. */
  at: number;
  readonly movedAt: number;
}

/** A popular list is read many times a second; it moves to the end of the cache at most once in this time. */
const MOVE_AFTER_MS = 10_000;

export interface PagedListsLimits {
  readonly limit: number;
  /** How long after a read of the first page the other pages come from the same list, in ms. */
  readonly pagingMs: number;
}

/** Caches lists whose pages are being read. A user's latest list also answers while PostgreSQL is unavailable. */
export class PagedLists<List extends { readonly generatedAt: Date }> {
  readonly #limits: PagedListsLimits;
  readonly #lists = new Map<string, Entry<List>>();
  readonly #latest = new Map<string, Entry<List>>();
  #erasures = 0;

  constructor(limits: PagedListsLimits) {
    this.#limits = limits;
  }

  keep(userId: string, list: List, now: number): void {
    const latest = this.#latest.get(userId);
    if (latest?.list === list && now - latest.movedAt < MOVE_AFTER_MS) {
      latest.at = now;
      return;
    }
    const key = keyOf(userId, list.generatedAt);
    const entry = { userId, list, at: now, movedAt: now };
    // A Map keeps the order of insertion; delete and set moves the list to the end.
    this.#lists.delete(key);
    this.#lists.set(key, entry);
    this.#latest.set(userId, entry);
    if (this.#lists.size > this.#limits.limit) this.#forget(this.#lists.keys().next().value!);
  }

  latest(userId: string): List | undefined {
    return this.#latest.get(userId)?.list;
  }

  /** Without `asOf`, the latest list. Undefined if the list is not cached any more. */
  listAsOf(userId: string, asOf: Date | undefined, now: number): List | undefined {
    const entry = asOf === undefined ? this.#latest.get(userId) : this.#lists.get(keyOf(userId, asOf));
    if (entry === undefined || now - entry.at > this.#limits.pagingMs) return undefined;
    return entry.list;
  }

  /** A list that was read before an erasure and arrives after it may be of that user. */
  get erasures(): number {
    return this.#erasures;
  }

  forgetUser(userId: string): void {
    this.#erasures += 1;
    for (const [key, entry] of this.#lists) if (entry.userId === userId) this.#forget(key);
  }

  #forget(key: string): void {
    const forgotten = this.#lists.get(key)!;
    this.#lists.delete(key);
    if (this.#latest.get(forgotten.userId) === forgotten) this.#latest.delete(forgotten.userId);
  }
}

function keyOf(userId: string, generatedAt: Date): string {
  return `${generatedAt.getTime()} ${userId}`;
}
