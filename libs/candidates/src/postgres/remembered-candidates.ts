import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import type { CandidateKey } from './statements/candidate-keys.ts';
import { type CandidateRow, loadCandidates } from './statements/load-candidates.ts';

/**
 * Candidates that were looked at lately: the same samples are candidates for many users, and their vectors are most of
 * what there is to read. A remembered one counts only in the revision that the index has just named, so it is never
 * out of date.
 */
export class RememberedCandidates {
  readonly #executor: Executor;
  readonly #most: number;
  readonly #rows = new Map<string, CandidateRow>();

  constructor(executor: Executor, most: number) {
    this.#executor = executor;
    this.#most = most;
  }

  /** In the order of the keys, so that those that tie do not change places with what is remembered. */
  async get(keys: readonly CandidateKey[], layout: string): Promise<Candidate[]> {
    const found = keys.map(({ sampleId, revision }) => {
      const row = this.#rows.get(sampleId);
      return row?.revision === revision ? row : undefined;
    });
    const missing = keys.filter((_, index) => found[index] === undefined).map(({ sampleId }) => sampleId);
    // What was hidden or made anew since it was named is not among the rows, or in its new revision.
    const rows = missing.length === 0 ? [] : await loadCandidates(this.#executor, missing, layout);
    const read = new Map(rows.map((row) => [row.sampleId, row]));
    for (const row of rows) this.#remember(row);
    return keys.flatMap(({ sampleId }, index) => found[index] ?? read.get(sampleId) ?? []);
  }

  #remember(row: CandidateRow): void {
    this.#rows.delete(row.sampleId);
    this.#rows.set(row.sampleId, row);
    // The one that was read longest ago goes first.
    if (this.#rows.size > this.#most) this.#rows.delete(this.#rows.keys().next().value!);
  }
}
