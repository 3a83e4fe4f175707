import type { Adjacency } from './adjacency.ts';
import { keepBest, sortBest } from './best.ts';
import { type CoOccurrence, countIn } from './co-occurrence.ts';
import type { ItemVectors } from './item-vectors.ts';
import type { LearningSettings } from './learning-settings.ts';
import { PairCounts } from './pair-counts.ts';
import type { RidgeKernel } from './ridge-kernel.ts';
import type { LearnedWeights } from './weights-codec.ts';

export interface Evidence {
  readonly adjacency: Adjacency;
  readonly coOccurrence: CoOccurrence;
  readonly vectors: ItemVectors;
  /** The sample id of an item. */
  idOf(item: number): string;
  /** One more than the highest number of an item. */
  itemCount(): number;
}

/** λ grows by this factor while a pivot fails. */
const LAMBDA_STEP = 10;
/** Smallest pivot that is trusted, as a part of λ. Without rounding and missing pairs none is below λ. */
const MIN_PIVOT = 1e-3;

/**
 * The ridge regression of an item on those that stand nearest to it (the family of fsSLIM, Ning and Karypis 2011, with
 * content as further evidence): `w = (G_NN + λI)⁻¹ G_Nj` with `G = XᵀX + α·cos(content)`, where X has a row for each user,
 * and N are the `sources` items of highest `g/√(diag · diag)` among the partners and the neighbours by content.
 */
export class Regression {
  readonly #evidence: Evidence;
  readonly #settings: LearningSettings;
  readonly #pool: Uint32Array;
  readonly #keys: Float64Array;
  readonly #cosines: Float64Array;
  readonly #target: Float64Array;
  readonly #kernel: RidgeKernel;
  readonly #pairs: PairCounts;
  /** 1 for an item of the pool. All 0 between two solutions. */
  #places = new Uint8Array(0);
  #raised = 0;

  constructor(evidence: Evidence, settings: LearningSettings, kernel: RidgeKernel) {
    const { sources, partners, contentNeighbours } = settings;
    this.#evidence = evidence;
    this.#kernel = kernel;
    this.#settings = settings;
    this.#pairs = new PairCounts(evidence.adjacency, settings.minUsers);
    this.#pool = new Uint32Array(partners + contentNeighbours);
    this.#keys = new Float64Array(this.#pool.length);
    this.#cosines = new Float64Array(this.#pool.length);
    this.#target = new Float64Array(sources);
  }

  get bytes(): number {
    return this.#pairs.bytes;
  }

  /** How often a failed pivot raised λ. */
  get raised(): number {
    return this.#raised;
  }

  /**
   * The column of an item: who speaks for it. Empty when nothing stands near it.
   * @param neighbours the `contentNeighbours` items nearest by content, without the item itself
   * @throws RangeError when no finite λ solves the system, as with a vector that is not of numbers
   */
  solve(item: number, neighbours: Uint32Array): LearnedWeights {
    const size = this.#chooseSources(item, neighbours);
    const numbers = this.#pool.slice(0, size);
    if (size === 0) return { numbers, values: new Float32Array(0) };
    for (let { lambda } = this.#settings; !this.#tryToSolve(numbers, lambda); lambda *= LAMBDA_STEP) {
      if (!Number.isFinite(lambda))
        throw new RangeError(`No λ solves the regression of sample ${this.#evidence.idOf(item)}.`);
      this.#raised += 1;
    }
    return { numbers, values: Float32Array.from(this.#kernel.x.subarray(0, size)) };
  }

  #tryToSolve(numbers: Uint32Array, lambda: number): boolean {
    this.#fillMatrix(numbers, lambda);
    this.#kernel.x.set(this.#target);
    return this.#kernel.solve(numbers.length, lambda * MIN_PIVOT);
  }

  /** Puts N at the front of the pool, best first, and `G_Nj` into the target. */
  #chooseSources(item: number, neighbours: Uint32Array): number {
    const { vectors, idOf } = this.#evidence;
    const { alpha, sources } = this.#settings;
    const pool = this.#pool;
    const size = this.#fillPool(item, neighbours);
    vectors.cosines(item, pool, size, this.#cosines);
    let positive = 0;
    for (let i = 0; i < size; i++) {
      const evidence = this.#keys[i]! + alpha * this.#cosines[i]!;
      const diagonal = this.#diagonal(pool[i]!);
      // A row may still count an item that has lost its users since.
      if (evidence <= 0 || diagonal === 0) continue;
      pool[positive] = pool[i]!;
      // Squared, so that equal cosines of counts are equal numbers, and their order that of the ids.
      this.#keys[positive++] = (evidence * evidence) / diagonal;
    }
    const order = { keys: this.#keys, idOf };
    const kept = keepBest(pool, positive, sources, order);
    sortBest(pool, kept, order);
    for (let i = 0; i < kept; i++) this.#target[i] = Math.sqrt(this.#keys[i]! * this.#diagonal(pool[i]!));
    return kept;
  }

  /** Puts partners and neighbours into the pool, once each, and their counts with the item into the keys. */
  #fillPool(item: number, neighbours: Uint32Array): number {
    const { coOccurrence } = this.#evidence;
    const pool = this.#pool;
    const places = this.#emptyPlaces();
    const row = coOccurrence.rows.view(item);
    let size = 0;
    for (let at = 0; at < row.length; at += 2) {
      pool[size] = row[at]!;
      this.#keys[size++] = row[at + 1]!;
      places[row[at]!] = 1;
    }
    const isCut = size === this.#settings.partners;
    const many = Math.min(neighbours.length, pool.length - size);
    for (let i = 0; i < many; i++) {
      const other = neighbours[i]!;
      if (other === item || places[other] === 1) continue;
      pool[size] = other;
      // Only a row that was cut misses a partner whose own row has the pair.
      this.#keys[size++] = isCut ? countIn(coOccurrence.rows.view(other), item) : 0;
      places[other] = 1;
    }
    for (let i = 0; i < size; i++) places[pool[i]!] = 0;
    return size;
  }

  /** `G_NN + λI`, the lower triangle. */
  #fillMatrix(numbers: Uint32Array, lambda: number): void {
    const { vectors } = this.#evidence;
    const kernel = this.#kernel;
    kernel.clearVectors();
    numbers.forEach((number, place) => kernel.setVector(place, vectors.entries(number)));
    this.#pairs.fill(numbers, kernel);
    kernel.addCosines(numbers.length, this.#settings.alpha);
    for (let i = 0; i < numbers.length; i++)
      kernel.matrix[i * kernel.stride + i] = this.#diagonal(numbers[i]!) + lambda;
  }

  #diagonal(item: number): number {
    const { adjacency, vectors } = this.#evidence;
    return adjacency.usersOf(item) + (vectors.has(item) ? this.#settings.alpha : 0);
  }

  #emptyPlaces(): Uint8Array {
    const items = this.#evidence.itemCount();
    if (items > this.#places.length) this.#places = new Uint8Array(Math.ceil(items * 1.25));
    return this.#places;
  }
}
