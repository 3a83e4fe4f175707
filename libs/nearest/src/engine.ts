import type { SparseVector } from '@jophiel/vectors';

/* The port of nearest-neighbour engines. The comments are promises; conformance.ts tests an engine against them. */

export interface NearestItem {
  readonly id: string;
  readonly creatorId: string;
  /** Epoch ms, for novelty. */
  readonly publishedAt: number;
  /** Length 1, of the engine's layout. */
  readonly vector: SparseVector;
  /** Names of its feature tokens, for filters. */
  readonly tokens: readonly string[];
}

/**
 * Finds the k items with the highest `similarity·⟨vector, item⟩ + novelty·2^(−max(age, 0)/halfLife)`. The half-life
 * belongs to the index. Scores are float32 sums, exact to about 1e-6.
 */
export interface NearestQuery {
  /** Dense, of the engine's layout: a taste, an item, or a mean of items. */
  readonly vector: Float32Array;
  readonly k: number;
  /**
   * The list ends once it has items of this many creators. It then contains the best item of each, which is enough for
   * callers that need one item per creator. Ties at the end are in any order.
   */
  readonly upToCreators?: number;
  /** Weights, as in ScoreFinal. */
  readonly similarity: number;
  readonly novelty: number;
  /** Epoch ms, the time of the novelty. */
  readonly now: number;
  /** Ids to leave out of the answer. */
  readonly exclude?: ReadonlySet<string>;
  readonly filter?: NearestFilter;
}

/** Conditions for items; all given parts must hold. */
export interface NearestFilter {
  /** The item is by one of these creators. */
  readonly creators?: ReadonlySet<string>;
  /** The item has one token of each group. */
  readonly tokens?: readonly ReadonlySet<string>[];
}

export interface Neighbour {
  readonly id: string;
  /** The weighted sum above. */
  readonly score: number;
}

export interface RestoredEngine<Engine extends NearestEngine = NearestEngine> {
  readonly engine: Engine;
  /** The note given to saveSnapshot. */
  readonly note: string;
}

/** An index in memory, or a client of one. */
export interface NearestEngine {
  readonly name: string;
  /** Number of items. */
  size(): number;
  /** Memory of the index in this process, in bytes. */
  memory(): number;
  /** Adds or replaces items by id. The next search sees them. */
  upsert(items: readonly NearestItem[]): Promise<void>;
  /** Removes items; unknown ids are ignored. The next search does not see them. */
  remove(ids: readonly string[]): Promise<void>;
  /** The stored item, or undefined. */
  get(id: string): Promise<NearestItem | undefined>;
  /**
   * One list per query, in their order: best first, ties by id, at most k. An exact engine finds all of the true best,
   * another one as many as its recall says. Excluded, filtered and removed items are never returned. The engine chooses
   * among ties for the last place.
   */
  search(queries: readonly NearestQuery[]): Promise<Neighbour[][]>;
  /**
   * Saves the current state of the index. Engines with persistent items do not have this method. The file is replaced
   * atomically, so a kill leaves the old or the new one.
   * @param note returned with the snapshot, such as the position in the changes
   */
  saveSnapshot?(file: string, note: string): Promise<void>;
  close(): Promise<void>;
}
