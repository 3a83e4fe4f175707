import type { SparseVector } from '@jophiel/vectors';

/** An item that may be recommended. */
export interface Candidate {
  readonly sampleId: string;
  readonly creatorId: string;
  /** Epoch ms. */
  readonly publishedAt: number;
  readonly vector: SparseVector;
  /**
   * Where products are had without the vector as such: `sum`, and those of the vector's entries from one up to another with
   * a taste, added in their order.
   */
  addProducts?(taste: Float32Array, sum: number, from: number, to: number): number;
}
