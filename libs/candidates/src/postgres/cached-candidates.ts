import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import type { CandidateKey } from './statements/candidate-keys.ts';
import { loadCandidates } from './statements/load-candidates.ts';
import { CachedRow } from './cached-row.ts';
import { loadKeys } from './statements/load-keys.ts';

/**
 * A cached row is not checked again in PostgreSQL for this long, in ms. If a change is missed, a sample is ranked by its old
 * vector, or stays listed, for at most this time. feed-api filters unlisted samples itself.
 */
export const TRUSTED_MS = 300_000;

/**
 * A cache of candidates with their vectors, because many users have the same candidates. The oldest entries go first.
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
   * Candidates by keys that PostgreSQL has just returned. A cached row is used only in that revision. Candidates are in
   * the order of the keys, so the order of ties does not depend on the cache.
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
   * Candidates by ids from the ann service, in the order of the ids. Rows confirmed within `trustedMs` are used as they
   * are; one query per call checks the others.
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
    if (this.#rows.size > this.#limit) this.#rows.delete(this.#rows.keys().next().value!);
  }
}

type Rows = ReadonlyMap<number | string, Candidate>;

/**
 * The key of an id in the map. Numbers are found four times as fast as their texts in a map of hundreds of thousands.
 */
function numbered(id: number | string): number | string {
  if (typeof id === 'number') return id;
  const number = Number(id);
  return String(number) === id ? number : id;
}
