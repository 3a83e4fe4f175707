/** The slots of each creator's rows, so that queries for few creators need no scan. */
export class CreatorRows {
  readonly #slots: number[][] = [];

  /** Unordered. */
  of(creator: number): readonly number[] {
    return this.#slots[creator] ?? [];
  }

  /** The place of the creator's next row. */
  nextPlace(creator: number): number {
    return this.of(creator).length;
  }

  /** Records the slot of a new or moved row. */
  set(creator: number, place: number, slot: number): void {
    (this.#slots[creator] ??= [])[place] = slot;
  }

  /** @returns the slot of the row that moved into the place, or undefined */
  remove(creator: number, place: number): number | undefined {
    const slots = this.#slots[creator]!;
    const last = slots.pop()!;
    if (place === slots.length) return undefined;
    slots[place] = last;
    return last;
  }
}
