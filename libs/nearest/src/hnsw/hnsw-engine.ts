import { writeDense } from '@jophiel/vectors';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bestFirst } from '../best-first.ts';
import type { NearestEngine, NearestItem, NearestQuery, Neighbour, RestoredEngine } from '../engine.ts';
import { ExactEngine } from '../exact/exact-engine.ts';
import { decayAt, freshnessAt } from '../exact/landmark.ts';
import { RowStore, type Space } from '../exact/row-store.ts';
import { readSnapshot, unusable, writeSnapshot } from '../exact/snapshot.ts';
import { checkQuery } from '../exact/tile.ts';
import { isAnswer, scoreItem } from '../score-item.ts';
import { Turns } from '../turns.ts';
import { upToCreators } from '../up-to-creators.ts';
import { Graph } from './graph.ts';
import { checksumOf, newGraphFile, removeOtherGraphs, settle } from './graph-file.ts';
import { formatOf, type Manifest, readManifest } from './manifest.ts';

export interface HnswOptions {
  readonly space: Space;
  /** Epoch ms at which novelty is 1 in the graph: the time of building. Rebuild the index after a few half-lives. */
  readonly landmark: number;
  /** For building and for the exact scan. Default: the number of cores. */
  readonly threads?: number;
}

/** Measured in docs/adr/0018-exact-scan-first.md. */
const graphOptions = { connectivity: 16, expansionAdd: 128, expansionSearch: 400 };
/** Limit in the graph, because a much longer vector would be a neighbour of all others. */
const MAX_FRESHNESS = 8;
/** k × this are fetched and scored exactly, because bf16 and the graph's novelty are approximate. */
const OVER_FETCH = 2;
/** The factor when a filter leaves too few, applied up to MAX_WIDENINGS times; then the exact scan answers. */
const WIDENING = 4;
const MAX_WIDENINGS = 2;

/**
 * A graph finds candidates (usearch, HNSW over inner products, novelty as one more dimension). The rows give true
 * scores and filters, and an exact scan for queries that do not suit the graph.
 */
export class HnswEngine implements NearestEngine {
  readonly name = 'hnsw';
  readonly #options: HnswOptions;
  readonly #rows: RowStore;
  readonly #scan: ExactEngine;
  readonly #graph: Graph;
  readonly #turns = new Turns();
  /** Every version of an item is a new node, because a removed key is never added again. */
  readonly #keys = new Map<string, number>();
  readonly #ids = new Map<number, string>();
  #lastKey = 0;
  /** Whether the graph is being written. That takes seconds; the scan answers meanwhile. */
  #isGraphBusy = false;

  private constructor(options: HnswOptions, rows: RowStore, scan: ExactEngine) {
    this.#options = options;
    this.#rows = rows;
    this.#scan = scan;
    this.#graph = new Graph({
      ...graphOptions,
      dimensions: this.#dimensions,
      threads: options.threads ?? availableParallelism(),
    });
  }

  static async open(options: HnswOptions): Promise<HnswEngine> {
    const rows = new RowStore(options.space);
    return new HnswEngine(options, rows, await ExactEngine.over(rows, options.threads));
  }

  /**
   * The saved index with its landmark and its note.
   * @throws JophielError SNAPSHOT_UNUSABLE when a file is missing or damaged, of another layout, half-life, options or
   *   version of usearch, or when its landmark is more than 3 half-lives before that of the options
   */
  static async fromSnapshot(file: string, options: HnswOptions): Promise<RestoredEngine<HnswEngine>> {
    const { space, landmark: now, threads } = options;
    const { store, note: text } = await readSnapshot(file, space);
    const format = formatOf(graphOptions);
    const manifest = readManifest(file, text, { format, now, halfLifeMs: space.halfLifeMs });
    const scan = await ExactEngine.over(store, threads);
    const engine = new HnswEngine({ ...options, landmark: manifest.landmark }, store, scan);
    try {
      await engine.#loadGraph(join(dirname(file), manifest.graph), manifest.checksum);
    } catch (cause) {
      await engine.close();
      throw unusable(file, `has no usable graph ${manifest.graph}`, cause);
    }
    for (const [id, key] of manifest.keys) engine.#setKey(id, key);
    engine.#lastKey = manifest.lastKey;
    return { engine, note: manifest.note };
  }

  size(): number {
    return this.#keys.size;
  }

  memory(): number {
    const node = this.#dimensions * 2 + graphOptions.connectivity * 2 * 4;
    return this.#scan.memory() + this.#keys.size * node;
  }

  async upsert(items: readonly NearestItem[]): Promise<void> {
    return this.#turns.take(async () => {
      const latest = [...new Map(items.map((item) => [item.id, item])).values()];
      await this.#scan.upsert(latest);
      await this.#forget(latest.map(({ id }) => id));
      if (latest.length === 0) return;
      const vectors = new Float32Array(latest.length * this.#dimensions);
      latest.forEach((item, index) => this.#writeNode(vectors, index * this.#dimensions, item));
      const keys = latest.map(({ id }) => this.#newKey(id));
      await this.#graph.add(keys, vectors);
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    return this.#turns.take(async () => {
      await this.#scan.remove(ids);
      await this.#forget(ids);
    });
  }

  async get(id: string): Promise<NearestItem | undefined> {
    return this.#turns.take(async () => this.#scan.get(id));
  }

  async search(queries: readonly NearestQuery[]): Promise<Neighbour[][]> {
    for (const query of queries) checkQuery(query, this.#options.space.dimensions);
    if (this.#isGraphBusy) return this.#scan.search(queries);
    return this.#turns.take(async () => this.#search(queries));
  }

  /**
   * Writes the graph to a new file, then the rows, whose file names the graph and replaces the previous one. Until
   * usearch has written the graph, changes wait and the scan answers searches.
   */
  async saveSnapshot(file: string, note: string): Promise<void> {
    const graph = newGraphFile(file);
    try {
      const { rows, keys, lastKey } = await this.#writeGraph(graph);
      await settle(graph);
      const manifest: Manifest = {
        format: formatOf(graphOptions),
        graph: basename(graph),
        checksum: await checksumOf(graph),
        landmark: this.#options.landmark,
        keys,
        lastKey,
        note,
      };
      await writeSnapshot(file, this.#options.space, { ...rows, note: JSON.stringify(manifest) });
    } catch (error) {
      await rm(graph, { force: true });
      throw error;
    }
    await removeOtherGraphs(file, graph);
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {
      await this.#graph.close();
      await this.#scan.close();
    });
  }

  /** @returns the manifest's data of that graph */
  async #writeGraph(file: string) {
    this.#isGraphBusy = true;
    const writing = this.#turns.take(async () => {
      await this.#graph.save(file);
      const rows = { pages: this.#rows.copyPages(), ...this.#rows.state };
      return { rows, keys: [...this.#keys], lastKey: this.#lastKey };
    });
    return writing.finally(() => (this.#isGraphBusy = false));
  }

  async #loadGraph(file: string, checksum: number): Promise<void> {
    if ((await checksumOf(file)) !== checksum) throw new Error(`${file} is damaged: its checksum is wrong`);
    await this.#graph.load(file);
  }

  get #dimensions(): number {
    return this.#options.space.dimensions + 1;
  }

  async #search(queries: readonly NearestQuery[]): Promise<Neighbour[][]> {
    const answers: (Neighbour[] | undefined)[] = queries.map(() => undefined);
    let open = [...queries.keys()].filter((index) => this.#isForTheGraph(queries[index]!));
    let factor = OVER_FETCH;
    for (let round = 0; round <= MAX_WIDENINGS && open.length > 0; round++, factor *= WIDENING) {
      const asked = open.map((index) => queries[index]!);
      const wanted = Math.min(Math.max(...asked.map(({ k }) => k)) * factor, this.size());
      const found = await this.#graph.search(this.#vectorsOf(asked), wanted);
      open = open.filter((index, place) => {
        const list = this.#ranked(queries[index]!, found[place]!);
        const { k, upToCreators: limit } = queries[index]!;
        const answer = upToCreators(list, limit, ({ id }) => this.#rows.creatorOf(this.#rows.slot(id)!));
        if (list.length < k && answer.length === list.length) return true;
        answers[index] = [...answer];
        return false;
      });
    }
    const rest = [...queries.keys()].filter((index) => answers[index] === undefined);
    const scanned = await this.#scan.search(rest.map((index) => queries[index]!));
    rest.forEach((index, place) => (answers[index] = scanned[place]!));
    return answers as Neighbour[][];
  }

  /**
   * Excludes k = 0, k near the size, and times before the landmark, when the newest items would outweigh all others.
   */
  #isForTheGraph({ k, now }: NearestQuery): boolean {
    return k > 0 && k * OVER_FETCH < this.size() && now >= this.#options.landmark;
  }

  #ranked(query: NearestQuery, keys: Float64Array): Neighbour[] {
    const list: Neighbour[] = [];
    for (const key of keys) {
      const id = this.#ids.get(key);
      const item = id === undefined ? undefined : this.#rows.get(id);
      if (item !== undefined && isAnswer(item, query))
        list.push({ id: item.id, score: scoreItem(item, query, this.#options.space.halfLifeMs) });
    }
    return bestFirst(list).slice(0, query.k);
  }

  #vectorsOf(queries: readonly NearestQuery[]): Float32Array {
    const vectors = new Float32Array(queries.length * this.#dimensions);
    queries.forEach(({ vector, similarity, novelty, now }, index) => {
      const at = index * this.#dimensions;
      vector.forEach((value, dimension) => (vectors[at + dimension] = similarity * value));
      const { landmark, space } = this.#options;
      vectors[at + vector.length] = novelty * decayAt(now, landmark, space.halfLifeMs);
    });
    return vectors;
  }

  #writeNode(vectors: Float32Array, at: number, { vector, publishedAt }: NearestItem): void {
    const { landmark, space } = this.#options;
    writeDense(vector, vectors.subarray(at, at + space.dimensions));
    const freshness = freshnessAt(publishedAt, landmark, space.halfLifeMs);
    vectors[at + space.dimensions] = Math.min(freshness, MAX_FRESHNESS);
  }

  #newKey(id: string): number {
    const key = (this.#lastKey += 1);
    this.#setKey(id, key);
    return key;
  }

  #setKey(id: string, key: number): void {
    this.#keys.set(id, key);
    this.#ids.set(key, id);
  }

  async #forget(ids: readonly string[]): Promise<void> {
    const keys = ids.flatMap((id) => this.#keys.get(id) ?? []);
    for (const id of ids) this.#keys.delete(id);
    for (const key of keys) this.#ids.delete(key);
    if (keys.length > 0) await this.#graph.remove([...new Set(keys)]);
  }
}
