import { setImmediate as nextTurn } from 'node:timers/promises';

const MAX_TURN_MS = 15;

/** Lets health, metrics and timers have their turn during long computations. */
export class Pauses {
  readonly #clock: () => number;
  #since: number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#since = clock();
  }

  async whenDue(): Promise<void> {
    if (this.#clock() - this.#since < MAX_TURN_MS) return;
    await nextTurn();
    this.#since = this.#clock();
  }
}
