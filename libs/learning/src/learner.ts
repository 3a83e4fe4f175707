import { emptyVector, type SparseVector } from '@jophiel/vectors';
import { Adjacency } from './adjacency.ts';
import { CoOccurrence } from './co-occurrence.ts';
import { ItemVectors } from './item-vectors.ts';
import { type LearningSettings, learningSettings } from './learning-settings.ts';
import { Regression } from './regression.ts';
import { loadRidgeKernel, RidgeKernel } from './ridge-kernel.ts';
import { cutItems } from './sampling.ts';
import type { LearnedWeights } from './weights-codec.ts';

/**
 * All that weights are learned from, in memory, by the numbers of items and users: who likes what, how often items are
 * liked together, and what they contain. Items and users come in any order, and what is learned does not depend on it.
 */
export class Learner {
  readonly adjacency = new Adjacency();
  readonly vectors: ItemVectors;
  readonly #settings: LearningSettings;
  readonly #ids: string[] = [];
  readonly #coOccurrence: CoOccurrence;
  readonly #regression: Regression;

  private constructor(dimensions: number, settings: LearningSettings, kernel: RidgeKernel) {
    this.#settings = settings;
    this.vectors = new ItemVectors(dimensions);
    const idOf = (item: number): string => this.#ids[item] ?? '';
    this.#coOccurrence = new CoOccurrence(this.adjacency, this.#settings, idOf);
    this.#regression = new Regression(
      {
        adjacency: this.adjacency,
        vectors: this.vectors,
        coOccurrence: this.#coOccurrence,
        idOf,
        itemCount: () => this.#ids.length,
      },
      this.#settings,
      kernel,
    );
  }

  /** @param dimensions of the vectors' layout */
  static async open(dimensions: number, given: Partial<LearningSettings> = {}): Promise<Learner> {
    const settings = { ...learningSettings, ...given };
    const kernel = new RidgeKernel(await loadRidgeKernel(), settings.sources, dimensions);
    return new Learner(dimensions, settings, kernel);
  }

  /** How often a failed pivot raised λ. */
  get raised(): number {
    return this.#regression.raised;
  }

  /** One more than the highest number of an item. */
  get itemCount(): number {
    return this.#ids.length;
  }

  /** Memory of all this, without the ids. */
  get bytes(): number {
    return this.adjacency.bytes + this.vectors.bytes + this.#coOccurrence.bytes + this.#regression.bytes;
  }

  /** Adds or replaces an item. @param vector without entries for an item whose content says nothing */
  setItem(item: number, id: string, vector: SparseVector): void {
    while (this.#ids.length < item) this.#ids.push('');
    this.#ids[item] = id;
    this.vectors.set(item, vector);
  }

  has(item: number): boolean {
    return this.idOf(item) !== undefined;
  }

  idOf(item: number): string | undefined {
    return this.#ids[item] || undefined;
  }

  /** Takes an item away from all users, and its content. @returns the items that it was liked together with */
  removeItem(item: number): Uint32Array {
    const partners = this.#coOccurrence.partnersOf(item);
    this.adjacency.removeItem(item);
    this.vectors.set(item, emptyVector);
    this.#coOccurrence.recount(item);
    this.#ids[item] = '';
    return partners;
  }

  /**
   * Replaces the positive items of a user; of many, `maxPositives` count.
   * @param items distinct numbers of items that were set
   * @returns the items whose users changed
   */
  setUser(user: number, id: string, items: Uint32Array): Uint32Array {
    return this.adjacency.set(
      user,
      cutItems(id, items, this.#settings.maxPositives, (item) => this.#ids[item]!),
    );
  }

  /** Counts with which items this one is liked together. A pass counts all items before it solves the first. */
  count(item: number): void {
    this.#coOccurrence.count(item);
  }

  /** Counts an item again, and notes the new counts with the items that it is or was liked together with. */
  recount(item: number): void {
    this.#coOccurrence.recount(item);
  }

  /**
   * The column of an item.
   * @param neighbours the items nearest by content, without the item itself
   */
  solve(item: number, neighbours: Uint32Array): LearnedWeights {
    return this.#regression.solve(item, neighbours);
  }
}
