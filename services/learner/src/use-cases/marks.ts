export interface Mark {
  readonly item: number;
  /** Epoch ms. */
  readonly at: number;
}

/** Items that must be learned again, the oldest mark first. A further mark of an item does not make it younger. */
export class Marks {
  /** Epoch ms of the mark. A Map keeps the order in which they came. */
  readonly #marked = new Map<number, number>();

  get size(): number {
    return this.#marked.size;
  }

  add(items: Iterable<number>, now: number): void {
    for (const item of items) if (!this.#marked.has(item)) this.#marked.set(item, now);
  }

  take(count: number): Mark[] {
    const taken = [...this.#marked.entries().take(count)].map(([item, at]) => ({ item, at }));
    for (const { item } of taken) this.#marked.delete(item);
    return taken;
  }

  /** Puts back marks that were taken, before all others: they are older. */
  putBack(taken: readonly Mark[]): void {
    if (taken.length === 0) return;
    const others = [...this.#marked];
    this.#marked.clear();
    for (const { item, at } of taken) this.#marked.set(item, at);
    for (const [item, at] of others) if (!this.#marked.has(item)) this.#marked.set(item, at);
  }

  /** Forgets the marks made until then, which a pass has dealt with. */
  dropUntil(time: number): void {
    for (const [item, at] of this.#marked) {
      if (at > time) return;
      this.#marked.delete(item);
    }
  }

  /** Age in ms of the oldest mark; 0 without marks. */
  oldestAge(now: number): number {
    for (const at of this.#marked.values()) return Math.max(now - at, 0);
    return 0;
  }
}
