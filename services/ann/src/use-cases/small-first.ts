/** A batch asks for dozens of users at once, a reaction mostly for one, each with one or two queries. */
const MAX_OF_SMALL = 16;

/**
 * Lets small searches begin when they come, and large ones one after another: so a small one waits for the large one
 * that is at work and never for those behind it, nor is it answered together with them.
 */
export class SmallFirst {
  #lastLarge: Promise<unknown> = Promise.resolve();

  async run<Result>(queries: number, search: () => Promise<Result>): Promise<Result> {
    if (queries <= MAX_OF_SMALL) return search();
    const turn = this.#lastLarge.then(search);
    this.#lastLarge = turn.catch(() => {});
    return turn;
  }
}
