import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '../../core/candidate-source.ts';
import type { CandidateKey } from '../../statements/candidate-keys.ts';
import { type CandidateRow, loadCandidates } from '../../statements/load-candidates.ts';

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

  async get(keys: readonly CandidateKey[]): Promise<Candidate[]> {
    const found: Candidate[] = [];
    const missing: string[] = [];
    for (const { sampleId, revision } of keys) {
      const row = this.#rows.get(sampleId);
      if (row?.revision === revision) found.push(row);
      else missing.push(sampleId);
    }
    if (missing.length === 0) return found;
    const rows = await loadCandidates(this.#executor, missing);
    for (const row of rows) this.#remember(row);
    return [...found, ...rows];
  }

  #remember(row: CandidateRow): void {
    this.#rows.delete(row.sampleId);
    this.#rows.set(row.sampleId, row);
    // The one that was read longest ago goes first.
    if (this.#rows.size > this.#most) this.#rows.delete(this.#rows.keys().next().value!);
  }
}
