import { availableParallelism } from 'node:os';
import type { NearestEngine, NearestItem, NearestQuery, Neighbour, RestoredEngine } from '../engine.ts';
import { Turns } from '../turns.ts';
import { loadKernel } from './kernel.ts';
import { LANES } from './layout.ts';
import { RowStore, type Space } from './row-store.ts';
import { type ScanThreads, startThreads } from './scan-threads.ts';
import { readSnapshot, type Snapshot, writeSnapshot } from './snapshot.ts';
import { checkQuery, Tile } from './tile.ts';

export interface ExactOptions {
  readonly space: Space;
  /** Number of scanning threads; 0 scans in the caller's thread. Default: the number of cores. */
  readonly threads?: number;
}

/** Queries that share one scan. */
interface Group {
  readonly queries: NearestQuery[];
  readonly answers: Promise<Neighbour[][]>;
}

/**
 * The exact scan. It scores every item except those on pages whose bound is too low for a result; these are nine in ten
 * pages if items are similar. SIMD kernels score the packed sparse rows on all cores. Up to 128 concurrent queries
 * share a scan.
 */
export class ExactEngine implements NearestEngine {
  readonly name = 'exact';
  readonly #store: RowStore;
  readonly #threads: ScanThreads;
  readonly #tile: Tile;
  readonly #turns = new Turns();
  #scored = 0;
  /** The waiting group that further queries may join. */
  #group: Group | undefined;

  private constructor(store: RowStore, threads: ScanThreads) {
    this.#store = store;
    this.#threads = threads;
    this.#tile = new Tile(store, threads.count);
  }

  static async open({ space, threads }: ExactOptions): Promise<ExactEngine> {
    return ExactEngine.over(new RowStore(space), threads);
  }

  /**
   * The saved index with its note.
   * @throws JophielError SNAPSHOT_UNUSABLE when the file is damaged or of another layout or half-life
   */
  static async fromSnapshot(file: string, { space, threads }: ExactOptions): Promise<RestoredEngine<ExactEngine>> {
    const { store, note } = await readSnapshot(file, space);
    return { engine: await ExactEngine.over(store, threads), note };
  }

  /** An engine over existing rows. The caller may read them, but only the engine may change them. */
  static async over(store: RowStore, threads = availableParallelism()): Promise<ExactEngine> {
    return new ExactEngine(store, await startThreads(await loadKernel(), store.memory.memory, threads));
  }

  size(): number {
    return this.#store.size;
  }

  memory(): number {
    return this.#store.bytes();
  }

  /** Number of scored items over all queries so far. */
  get scored(): number {
    return this.#scored;
  }

  /** @throws RangeError when a vector does not fit the space, or 4 GiB are full */
  async upsert(items: readonly NearestItem[]): Promise<void> {
    return this.#change(() => {
      for (const item of items) this.#store.upsert(item);
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    return this.#change(() => {
      for (const id of ids) this.#store.remove(id);
    });
  }

  async get(id: string): Promise<NearestItem | undefined> {
    return this.#change(() => this.#store.get(id));
  }

  /**
   * More than 128 queries are answered 128 at a time. Changes and other searches may run in between.
   * @throws RangeError when a query does not fit the space or has more than 32 groups of tokens
   */
  async search(queries: readonly NearestQuery[]): Promise<Neighbour[][]> {
    for (const query of queries) checkQuery(query, this.#store.space.dimensions);
    const answers: Neighbour[][] = [];
    for (let from = 0; from < queries.length; from += LANES)
      answers.push(...(await this.#gather(queries.slice(from, from + LANES))));
    return answers;
  }

  /** Copies the rows first; searches continue while the file is written. */
  async saveSnapshot(file: string, note: string): Promise<void> {
    const writing = this.#change((): Snapshot => ({ pages: this.#store.copyPages(), note, ...this.#store.state }));
    await writeSnapshot(file, this.#store.space, await writing);
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => this.#threads.close());
  }

  /** Closes the waiting group, so later queries do not join earlier ones. */
  async #change<Result>(work: () => Result): Promise<Result> {
    this.#group = undefined;
    return this.#turns.take(work);
  }

  async #gather(queries: readonly NearestQuery[]): Promise<Neighbour[][]> {
    if (this.#group === undefined || this.#group.queries.length + queries.length > LANES) this.#group = this.#open();
    const { queries: all, answers } = this.#group;
    const from = all.length;
    all.push(...queries);
    return (await answers).slice(from, from + queries.length);
  }

  #open(): Group {
    const queries: NearestQuery[] = [];
    const answers = this.#turns.take(async () => {
      if (this.#group?.queries === queries) this.#group = undefined;
      return this.#scan(queries);
    });
    return { queries, answers };
  }

  async #scan(queries: readonly NearestQuery[]): Promise<Neighbour[][]> {
    this.#tile.write(queries);
    await this.#threads.scan(this.#tile.address);
    this.#scored += this.#tile.scored;
    return this.#tile.read();
  }
}
