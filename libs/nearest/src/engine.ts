import type { SparseVector } from '@jophiel/vectors';

/*
 * Finding the nearest of many vectors as a port. The comments are promises; conformance.ts has a suite that holds an
 * engine to them.
 */

/** An item that can be found. */
export interface NearestItem {
  readonly id: string;
  /** By whom it can be filtered. */
  readonly creatorId: string;
  /** Epoch ms; what novelty is taken from. */
  readonly publishedAt: number;
  /** Length 1, of the engine's layout. */
  readonly vector: SparseVector;
  /** By which it can be filtered: names of its feature tokens. */
  readonly tokens: readonly string[];
}

/**
 * What is sought: the k items with the highest `similarity·⟨vector, item⟩ + novelty·2^(−max(age, 0)/halfLife)`, where the
 * half-life belongs to the index. Scores are float32 sums: right to about 1e-6.
 */
export interface NearestQuery {
  /** Dense, of the engine's layout: a taste, an item, or a mean of items. */
  readonly vector: Float32Array;
  readonly k: number;
  /**
   * The list ends with the first item of so many creators: by then each of these has its best item in it, and whoever
   * wants no more than one item of each needs no other. Of several that tie there, any.
   */
  readonly upToCreators?: number;
  /** Weights, as in ScoreFinal. */
  readonly similarity: number;
  readonly novelty: number;
  /** Epoch ms at which novelty is taken. */
  readonly now: number;
  /** Ids that are no answer. */
  readonly exclude?: ReadonlySet<string>;
  readonly filter?: NearestFilter;
}

/** What every answer must be; each part that is given has to hold. */
export interface NearestFilter {
  /** By one of these creators. */
  readonly creators?: ReadonlySet<string>;
  /** With one token of each of these groups. */
  readonly tokens?: readonly ReadonlySet<string>[];
}

export interface Neighbour {
  readonly id: string;
  /** The weighted sum above. */
  readonly score: number;
}

/** An index as it was saved. */
export interface RestoredEngine<Engine extends NearestEngine = NearestEngine> {
  readonly engine: Engine;
  /** What was given to saveSnapshot. */
  readonly note: string;
}

/** An index in the memory of a process, or the client of one. */
export interface NearestEngine {
  readonly name: string;
  /** Items that can be found. */
  size(): number;
  /** What the index takes of this process, in bytes. */
  memory(): number;
  /** Adds items or puts them in the place of those of the same id. The next search sees them. */
  upsert(items: readonly NearestItem[]): Promise<void>;
  /** Ids that are not there are no fault. The next search does not see them. */
  remove(ids: readonly string[]): Promise<void>;
  /** The item as it is stored; undefined when there is none. */
  get(id: string): Promise<NearestItem | undefined>;
  /**
   * One list for each query, in their order: the best first, ties by id, at most k. An exact engine finds all of the
   * true best, another as many as its recall says; neither returns an item that is excluded, filtered out or removed.
   * Which of several that tie for the last place are found is the engine's choice.
   */
  search(queries: readonly NearestQuery[]): Promise<Neighbour[][]>;
  /**
   * Saves the index as it is at this moment, for a process that starts with it; an engine whose items outlive the process
   * by themselves does not have it. The file is replaced whole: whoever is killed leaves the one of before or this one.
   * @param note what the caller wants back with it, such as how far it had followed the changes
   */
  saveSnapshot?(file: string, note: string): Promise<void>;
  close(): Promise<void>;
}
