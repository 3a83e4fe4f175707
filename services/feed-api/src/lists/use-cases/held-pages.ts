interface Held<List> {
  readonly userId: string;
  readonly list: List;
  /** When its first page was read last, in epoch ms. */
  at: number;
  /** When it moved to the end of the Map; the first of the Map is forgotten first. */
  readonly movedAt: number;
}

/** A popular list is read many times a second: it moves to the end of the Map at most once in this time. */
const MOVE_AFTER_MS = 10_000;

export interface HeldPagesLimits {
  /** Lists in memory; the one that was read longest ago is forgotten first. */
  readonly limit: number;
  /** How long after its first page the other pages are of the same list, in ms. */
  readonly heldMs: number;
}

/**
 * The lists whose first page was read, so that their other pages are of the same list although a newer one exists. The
 * latest of a user also stands in while PostgreSQL is away.
 */
export class HeldPages<List extends { readonly generatedAt: Date }> {
  readonly #limits: HeldPagesLimits;
  readonly #lists = new Map<string, Held<List>>();
  /** The list of each user that was read last. */
  readonly #latest = new Map<string, Held<List>>();
  #erasures = 0;

  constructor(limits: HeldPagesLimits) {
    this.#limits = limits;
  }

  /** The first page of a list is shown: its other pages are held from now on. */
  hold(userId: string, list: List, now: number): void {
    const latest = this.#latest.get(userId);
    if (latest?.list === list && now - latest.movedAt < MOVE_AFTER_MS) {
      latest.at = now;
      return;
    }
    const key = keyOf(userId, list.generatedAt);
    const held = { userId, list, at: now, movedAt: now };
    // A Map keeps the order of insertion: deleted and set again, the list moves to the end.
    this.#lists.delete(key);
    this.#lists.set(key, held);
    this.#latest.set(userId, held);
    if (this.#lists.size > this.#limits.limit) this.#forget(this.#lists.keys().next().value!);
  }

  /** The list that was read last, however long ago. */
  latest(userId: string): List | undefined {
    return this.#latest.get(userId)?.list;
  }

  /** The list whose pages are read: the one generated at `asOf`, or the latest; undefined if it is not held any more. */
  listAsOf(userId: string, asOf: Date | undefined, now: number): List | undefined {
    const held = asOf === undefined ? this.#latest.get(userId) : this.#lists.get(keyOf(userId, asOf));
    if (held === undefined || now - held.at > this.#limits.heldMs) return undefined;
    return held.list;
  }

  /** How many users were erased: a list that was read before an erasure and arrives after it may be of that user. */
  get erasures(): number {
    return this.#erasures;
  }

  /** Forgets every list of a user who is erased. */
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
