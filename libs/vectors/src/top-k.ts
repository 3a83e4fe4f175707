/**
 * Keeps the k best of a stream of scores. Equal scores are in the order that `amongEqual` gives their ids, as a comparator
 * of `sort` does; without it, in the order in which they came.
 * Appends above a running threshold and cuts when twice k are held: O(n) and no heap.
 */
export class TopK {
  readonly #k: number;
  readonly #amongEqual: ((a: number, b: number) => number) | undefined;
  #ids: number[] = [];
  #scores: number[] = [];
  #threshold = Number.NEGATIVE_INFINITY;

  constructor(k: number, amongEqual?: (a: number, b: number) => number) {
    this.#k = k;
    this.#amongEqual = amongEqual;
  }

  offer(id: number, score: number): void {
    if (score < this.#threshold || (score === this.#threshold && this.#amongEqual === undefined)) return;
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
    const amongEqual = this.#amongEqual ?? (() => 0);
    const order = this.#scores
      .map((_, index) => index)
      .sort((a, b) => this.#scores[b]! - this.#scores[a]! || amongEqual(this.#ids[a]!, this.#ids[b]!) || a - b);
    const kept = order.slice(0, this.#k);
    this.#ids = kept.map((index) => this.#ids[index]!);
    this.#scores = kept.map((index) => this.#scores[index]!);
    if (kept.length === this.#k) this.#threshold = this.#scores[this.#k - 1]!;
  }
}
