import type { Adjacency } from './adjacency.ts';

/** A square matrix of which the lower triangle is used; row i begins at `i · stride`. */
export interface LowerTriangle {
  readonly matrix: Float64Array;
  readonly stride: number;
}

/**
 * How many users each two of some items have in common, exactly. The cost is that of the items' users, and of the pairs
 * that these make.
 */
export class PairCounts {
  readonly #adjacency: Adjacency;
  readonly #minUsers: number;
  /** By user the newest entry of their chain, plus 1. All 0 between two fills. */
  #heads = new Uint32Array(0);
  /** An entry is the place of an item, and the entry before it in the chain of the same user, plus 1. */
  #places = new Uint8Array(0);
  #earlier = new Uint32Array(0);

  /** @param minUsers a pair of fewer users counts as 0 */
  constructor(adjacency: Adjacency, minUsers: number) {
    this.#adjacency = adjacency;
    this.#minUsers = minUsers;
  }

  get bytes(): number {
    return this.#heads.byteLength + this.#places.byteLength + this.#earlier.byteLength;
  }

  /** @param items 256 at most, each once; row and column of an item are its place here */
  fill(items: Uint32Array, { matrix, stride }: LowerTriangle): void {
    matrix.fill(0, 0, items.length * stride);
    this.#makeRoom(items);
    const lists = this.#adjacency.items;
    let entries = 0;
    for (let place = 0; place < items.length; place++) {
      const users = lists.view(items[place]!);
      for (let at = 0; at < users.length; at++) {
        const user = users[at]!;
        const head = this.#heads[user]!;
        for (let entry = head; entry > 0; entry = this.#earlier[entry - 1]!)
          matrix[place * stride + this.#places[entry - 1]!]! += 1;
        this.#places[entries] = place;
        this.#earlier[entries++] = head;
        this.#heads[user] = entries;
      }
    }
    for (const item of items) for (const user of lists.view(item)) this.#heads[user] = 0;
    this.#dropRare(items.length, { matrix, stride });
  }

  #dropRare(size: number, { matrix, stride }: LowerTriangle): void {
    for (let row = 1; row < size; row++)
      for (let at = row * stride; at < row * stride + row; at++) if (matrix[at]! < this.#minUsers) matrix[at] = 0;
  }

  #makeRoom(items: Uint32Array): void {
    const { users, items: lists } = this.#adjacency;
    if (users.count > this.#heads.length) this.#heads = new Uint32Array(Math.ceil(users.count * 1.25));
    const needed = items.reduce((sum, item) => sum + lists.lengthOf(item), 0);
    if (needed <= this.#places.length) return;
    this.#places = new Uint8Array(Math.ceil(needed * 1.25));
    this.#earlier = new Uint32Array(this.#places.length);
  }
}
