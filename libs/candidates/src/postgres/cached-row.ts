import type { Candidate } from '@jophiel/scoring';
import { type SparseVector, VectorPage } from '@jophiel/vectors';
import type { CandidateRow } from './statements/load-candidates.ts';

/** A candidate in memory. Its vector lies in a page with those that were read in the same query. */
export class CachedRow implements Candidate {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly publishedAt: number;
  readonly revision: number;
  /** The last time PostgreSQL confirmed this revision. */
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

  /** @param rows of one query */
  static all(rows: readonly CandidateRow[], confirmedAt: number): CachedRow[] {
    const page = new VectorPage(rows.map(({ vector }) => vector));
    return rows.map((row, index) => new CachedRow(row, confirmedAt, page, page.starts[index]!));
  }

  /** A new object on each call. */
  get vector(): SparseVector {
    return this.#page.vector(this.#start, this.#entries);
  }

  addProducts(taste: Float32Array, sum: number, from: number, to: number): number {
    return this.#page.addProducts(this.#start, this.#entries, taste, sum, from, Math.min(to, this.#entries));
  }
}
