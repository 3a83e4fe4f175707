/** A batch searches for dozens of users, a reaction mostly for one, with 1 or 2 queries each. */
const MAX_OF_SMALL = 16;

/** A small search waits for at most one large one, because large ones run one after another. */
export class SmallFirst {
  #lastLarge: Promise<unknown> = Promise.resolve();

  async run<Result>(queries: number, search: () => Promise<Result>): Promise<Result> {
    if (queries <= MAX_OF_SMALL) return search();
    const turn = this.#lastLarge.then(search);
    this.#lastLarge = turn.catch(() => {});
    return turn;
  }
}
