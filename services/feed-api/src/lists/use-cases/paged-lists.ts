interface Held<List> {
  readonly userId: string;
  readonly list: List;
  /** Epoch ms of the last read of its first page. */
  at: number;
  readonly movedAt: number;
}

/** A popular list is read many times a second; it moves at most once in this time. */
const MOVE_AFTER_MS = 10_000;

export interface HeldPagesLimits {
  readonly limit: number;
  /** How long after the first page the other pages come from the same list, in ms. */
  readonly heldMs: number;
}

/** Pages come from the held list even if a newer one exists. The latest also answers while PostgreSQL is away. */
export class HeldPages<List extends { readonly generatedAt: Date }> {
  readonly #limits: HeldPagesLimits;
  readonly #lists = new Map<string, Held<List>>();
  readonly #latest = new Map<string, Held<List>>();
  #erasures = 0;

  constructor(limits: HeldPagesLimits) {
    this.#limits = limits;
  }

  hold(userId: string, list: List, now: number): void {
    const latest = this.#latest.get(userId);
    if (latest?.list === list && now - latest.movedAt < MOVE_AFTER_MS) {
      latest.at = now;
      return;
    }
    const key = keyOf(userId, list.generatedAt);
    const held = { userId, list, at: now, movedAt: now };
    // A Map keeps the order of insertion; delete and set moves the list to the end.
    this.#lists.delete(key);
    this.#lists.set(key, held);
    this.#latest.set(userId, held);
    if (this.#lists.size > this.#limits.limit) this.#forget(this.#lists.keys().next().value!);
  }

  latest(userId: string): List | undefined {
    return this.#latest.get(userId)?.list;
  }

  /** Without `asOf`, the latest list. Undefined if the list is not held any more. */
  listAsOf(userId: string, asOf: Date | undefined, now: number): List | undefined {
    const held = asOf === undefined ? this.#latest.get(userId) : this.#lists.get(keyOf(userId, asOf));
    if (held === undefined || now - held.at > this.#limits.heldMs) return undefined;
    return held.list;
  }

  /** A list that was read before an erasure and arrives after it may be of that user. */
  get erasures(): number {
    return this.#erasures;
  }

  forgetUser(userId: string): void {
    this.#erasures += 1;
    for (const [key, held] of this.#lists) if (held.userId === userId) this.#forget(key);
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
