import type { SparseVector } from '@jophiel/vectors';

/** An item that may be recommended. */
export interface Candidate {
  readonly sampleId: string;
  readonly creatorId: string;
  /** Epoch ms. */
  readonly publishedAt: number;
  readonly vector: SparseVector;
}
