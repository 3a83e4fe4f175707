/** Runs what it is given one after another, in order: what changes an index does not run beside what reads it. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  async take<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
