/**
 * Keeps the k best of a stream of scores; equal scores keep the order in which they came.
 * Appends above a running threshold and cuts when twice k are held: O(n) and no heap.
 */
export class TopK {
  readonly #k: number;
  #ids: number[] = [];
  #scores: number[] = [];
  #threshold = Number.NEGATIVE_INFINITY;

  constructor(k: number) {
    this.#k = k;
  }

  offer(id: number, score: number): void {
    if (score <= this.#threshold) return;
    this.#ids.push(id);
    this.#scores.push(score);
    if (this.#ids.length >= 2 * this.#k) this.#cut();
  }

  /** The best first. */
  result(): { id: number; score: number }[] {
    this.#cut();
    return this.#ids.map((id, index) => ({ id, score: this.#scores[index]! }));
  }

  #cut(): void {
    const order = this.#scores.map((_, index) => index).sort((a, b) => this.#scores[b]! - this.#scores[a]! || a - b);
    const kept = order.slice(0, this.#k);
    this.#ids = kept.map((index) => this.#ids[index]!);
    this.#scores = kept.map((index) => this.#scores[index]!);
    if (kept.length === this.#k) this.#threshold = this.#scores[this.#k - 1]!;
  }
}
