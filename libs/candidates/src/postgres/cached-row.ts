import type { Candidate } from '@jophiel/scoring';
import { type SparseVector, VectorPage } from '@jophiel/vectors';
import type { CandidateRow } from './statements/load-candidates.ts';

/** A candidate in memory: its vector lies among those that were read with it. */
export class CachedRow implements Candidate {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly publishedAt: number;
  readonly revision: number;
  /** When it was last known that PostgreSQL has it so. */
  confirmedAt: number;
  readonly #page: VectorPage;
  readonly #start: number;
  readonly #entries: number;

  private constructor(row: CandidateRow, confirmedAt: number, page: VectorPage, start: number) {
    this.sampleId = row.sampleId;
    this.creatorId = row.creatorId;
    this.publishedAt = row.publishedAt;
    this.revision = row.revision;
    this.confirmedAt = confirmedAt;
    this.#page = page;
    this.#start = start;
    this.#entries = VectorPage.entriesOf(row.vector);
  }

  /** Rows that were read together. */
  static all(rows: readonly CandidateRow[], confirmedAt: number): CachedRow[] {
    const page = new VectorPage(rows.map(({ vector }) => vector));
    return rows.map((row, index) => new CachedRow(row, confirmedAt, page, page.starts[index]!));
  }

  /** Made anew each time. */
  get vector(): SparseVector {
    return this.#page.vector(this.#start, this.#entries);
  }

  addProducts(taste: Float32Array, sum: number, from: number, to: number): number {
    return this.#page.addProducts(this.#start, this.#entries, taste, sum, from, Math.min(to, this.#entries));
  }
}
