/** The rows of each creator, by their slots, so that a few creators' rows are found without a look at all. */
export class CreatorRows {
  readonly #slots: number[][] = [];

  /** In no order. */
  of(creator: number): readonly number[] {
    return this.#slots[creator] ?? [];
  }

  /** Where the next row of a creator goes. */
  nextPlace(creator: number): number {
    return this.of(creator).length;
  }

  /** Notes where a row lies, whether it is new or has moved. */
  set(creator: number, place: number, slot: number): void {
    (this.#slots[creator] ??= [])[place] = slot;
  }

  /** @returns the slot of the row that has taken the place, undefined when none has */
  remove(creator: number, place: number): number | undefined {
    const slots = this.#slots[creator]!;
    const last = slots.pop()!;
    if (place === slots.length) return undefined;
    slots[place] = last;
    return last;
  }
}
