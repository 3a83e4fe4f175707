import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import type { CandidateKey } from './statements/candidate-keys.ts';
import { loadCandidates } from './statements/load-candidates.ts';
import { CachedRow } from './cached-row.ts';
import { loadKeys } from './statements/load-keys.ts';

/**
 * Candidates that were looked at lately: the same samples are candidates for many users, and their vectors are most of
 * what there is to read.
 */
export class CachedCandidates {
  readonly #executor: Executor;
  readonly #limit: number;
  readonly #rows = new Map<number | string, CachedRow>();

  constructor(executor: Executor, limit: number) {
    this.#executor = executor;
    this.#limit = limit;
  }

  /**
   * What an index of PostgreSQL has just named: a cached one counts only in that revision, so it is never out of
   * date. In the order of the keys, so that those that tie do not change places with what is cached.
   */
  async get(keys: readonly CandidateKey[], layout: string): Promise<Candidate[]> {
    const found = keys.map(({ sampleId, revision }) => {
      const row = this.#rows.get(numbered(sampleId));
      return row?.revision === revision ? row : undefined;
    });
    const missing = keys.filter((_, index) => found[index] === undefined).map(({ sampleId }) => sampleId);
    const read = await this.#read(missing, layout, Number.NEGATIVE_INFINITY);
    return keys.flatMap(({ sampleId }, index) => found[index] ?? read.get(numbered(sampleId)) ?? []);
  }

  /**
   * What somebody has named who follows PostgreSQL: what PostgreSQL confirmed within `trustedMs` is taken as it is, and
   * of the rest it is asked, for all lists at once, what may be recommended and in which revision. Ids, which may be
   * numbers where the platform's are; candidates in their order.
   */
  async resolve(
    lists: readonly (readonly (number | string)[])[],
    layout: string,
    { now, trustedMs }: { readonly now: number; readonly trustedMs: number },
  ): Promise<Candidate[][]> {
    const doubtful = new Set<number | string>();
    const found = lists.map((ids) =>
      ids.map((id): Candidate | undefined => {
        const row = this.#rows.get(numbered(id));
        if (row !== undefined && now - row.confirmedAt < trustedMs) return row;
        doubtful.add(id);
        return undefined;
      }),
    );
    if (doubtful.size > 0) {
      const confirmed = await this.#confirm(Array.from(doubtful, String), layout, now);
      for (const [list, ids] of lists.entries())
        for (const [place, id] of ids.entries()) found[list]![place] ??= confirmed.get(numbered(id));
    }
    return found.map((candidates) => candidates.filter((candidate) => candidate !== undefined));
  }

  async #confirm(sampleIds: readonly string[], layout: string, now: number): Promise<Rows> {
    const confirmed = new Map<number | string, Candidate>();
    const changed: string[] = [];
    for (const { sampleId, revision } of await loadKeys(this.#executor, sampleIds, layout)) {
      const row = this.#rows.get(numbered(sampleId));
      if (row?.revision !== revision) changed.push(sampleId);
      else {
        row.confirmedAt = now;
        confirmed.set(numbered(sampleId), row);
      }
    }
    for (const [key, row] of await this.#read(changed, layout, now)) confirmed.set(key, row);
    return confirmed;
  }

  /** What was hidden or made anew since it was named is not among them, or in its new revision. */
  async #read(sampleIds: readonly string[], layout: string, now: number): Promise<Rows> {
    if (sampleIds.length === 0) return new Map();
    const rows = await loadCandidates(this.#executor, sampleIds, layout);
    const read = new Map(CachedRow.all(rows, now).map((row) => [numbered(row.sampleId), row]));
    for (const [key, row] of read) this.#keep(key, row);
    return read;
  }

  #keep(key: number | string, row: CachedRow): void {
    this.#rows.delete(key);
    this.#rows.set(key, row);
    // The one that was read longest ago goes first.
    if (this.#rows.size > this.#limit) this.#rows.delete(this.#rows.keys().next().value!);
  }
}

type Rows = ReadonlyMap<number | string, Candidate>;

/**
 * An id as the key of a map: where it is the text of a number, the number, which is found in a quarter of the time that
 * the text takes; with hundreds of thousands of rows nearly all of that is waiting for memory.
 */
function numbered(id: number | string): number | string {
  if (typeof id === 'number') return id;
  const number = Number(id);
  return String(number) === id ? number : id;
}
