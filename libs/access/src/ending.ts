/** Listeners that are called once, when an access ends. */
export class Ending {
  readonly #listeners = new Set<() => void>();
  #ended = false;

  /** A listener that comes too late is called at once. @returns a function that removes the listener */
  onEnd(listener: () => void): () => void {
    if (this.#ended) listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    this.#ended = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
