import { TopK } from '@jophiel/vectors';
import { WeightRows } from './weight-rows.ts';
import { readWeights } from './weights-codec.ts';

/** One item as it is stored: what the others say about it. */
export interface LearnedItem {
  readonly sampleId: string;
  /** Its number in `learned_weights`. */
  readonly number: number;
  /** As `encodeWeights` writes them; null while nothing has been learned about it. */
  readonly weights: Uint8Array | null;
}

/** An item that a user likes, and how much, in (0, 1]. */
export interface LikedItem {
  readonly sampleId: string;
  readonly amount: number;
}

/** What a user's liked items say about others. */
export interface CoInteractionSums {
  /** `Σ amount_i · w_ij` over the liked items i; 0 for an item j about which they say nothing. */
  readonly of: (sampleId: string) => number;
  /** The items with the highest sums above 0, the best first; equal ones by their number. */
  readonly best: (limit: number) => { readonly sampleId: string; readonly sum: number }[];
}

/**
 * All learned weights in memory, by the item that speaks: a feed needs what the user's liked items say, while the learner
 * writes, item by item, who speaks about it. Takes 8 bytes a weight and the places that `Lists` keeps free.
 */
export class WeightTable {
  readonly #rows = new WeightRows();
  readonly #numbers = new Map<string, number>();
  readonly #sampleIds: (string | undefined)[] = [];
  /** By number, of the user asked about last; others' sums are added up again when they are asked for. */
  #sums = new Float64Array(0);
  #touched: number[] = [];
  #summed: readonly LikedItem[] | undefined;

  /** Items with weights or without. */
  get items(): number {
    return this.#numbers.size;
  }

  get weights(): number {
    return this.#rows.weights;
  }

  /**
   * Takes an item, in place of what was known of it.
   * @throws RangeError when the weights are not what `encodeWeights` writes
   */
  put({ sampleId, number, weights }: LearnedItem): void {
    const former = this.#numbers.get(sampleId);
    // A sample that left the catalogue and came back has another number.
    if (former !== undefined && former !== number) this.#forget(former);
    this.#rows.replace(number, weights === null ? undefined : readWeights(weights));
    this.#numbers.set(sampleId, number);
    this.#sampleIds[number] = sampleId;
    this.#summed = undefined;
  }

  /** @param liked at most some hundreds; items that are not in the table say nothing */
  sumsFor(liked: readonly LikedItem[]): CoInteractionSums {
    return {
      of: (sampleId) => {
        this.#sum(liked);
        return this.#sums[this.#numbers.get(sampleId) ?? -1] ?? 0;
      },
      best: (limit) => {
        this.#sum(liked);
        const top = new TopK(limit, (one, other) => one - other);
        for (const number of this.#touched)
          if (this.#sums[number]! > 0 && this.#sampleIds[number] !== undefined) top.offer(number, this.#sums[number]!);
        // A sum that crosses 0 is touched twice, and its twin stands beside it.
        const found = top.result().filter(({ id }, place, all) => id !== all[place - 1]?.id);
        return found.map(({ id, score }) => ({ sampleId: this.#sampleIds[id]!, sum: score }));
      },
    };
  }

  #forget(number: number): void {
    this.#rows.replace(number, undefined);
    this.#sampleIds[number] = undefined;
  }

  #sum(liked: readonly LikedItem[]): void {
    if (this.#summed === liked) return;
    for (const number of this.#touched) this.#sums[number] = 0;
    this.#touched = [];
    if (this.#sums.length < this.#sampleIds.length) this.#sums = new Float64Array(2 * this.#sampleIds.length);
    for (const { sampleId, amount } of liked) {
      const number = this.#numbers.get(sampleId);
      if (number !== undefined) this.#rows.addRow(number, amount, this.#sums, this.#touched);
    }
    this.#summed = liked;
  }
}
