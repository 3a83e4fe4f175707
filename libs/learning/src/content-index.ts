import { availableParallelism } from 'node:os';
import { ExactEngine, type NearestQuery } from '@jophiel/nearest';
import { toDense } from '@jophiel/vectors';
import { keepBest, sortBest } from './best.ts';
import type { ItemVectors } from './item-vectors.ts';

/** The engine's scores are sums of float32, so it is asked for some more items; exact cosines choose among them. */
const MARGIN = 28;
const DAY_MS = 86_400_000;

export interface ContentIndexOptions {
  /** Id of the vectors' layout. */
  readonly layout: string;
  readonly vectors: ItemVectors;
  /** The sample id of an item, which breaks ties. */
  idOf(item: number): string;
  /** As in `ExactOptions`. */
  readonly threads?: number;
}

/** The items by content, to find the nearest of each. */
export class ContentIndex {
  readonly #engine: ExactEngine;
  readonly #options: ContentIndexOptions;

  private constructor(engine: ExactEngine, options: ContentIndexOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  static async open(options: ContentIndexOptions): Promise<ContentIndex> {
    const { layout, vectors, threads = availableParallelism() } = options;
    const space = { layout, dimensions: vectors.dimensions, halfLifeMs: DAY_MS };
    return new ContentIndex(await ExactEngine.open({ space, threads }), options);
  }

  get bytes(): number {
    return this.#engine.memory();
  }

  /** Reads the vectors of these items again. One without a vector is not in the index. */
  async update(items: readonly number[]): Promise<void> {
    const { vectors } = this.#options;
    const [present, absent] = [items.filter((item) => vectors.has(item)), items.filter((item) => !vectors.has(item))];
    await this.#engine.upsert(
      present.map((item) => ({
        id: String(item),
        creatorId: '',
        publishedAt: 0,
        vector: vectors.get(item),
        tokens: [],
      })),
    );
    if (absent.length > 0) await this.#engine.remove(absent.map(String));
  }

  /** For each of these items the `count` items nearest to it, best first, ties by id; none without a vector. */
  async nearest(items: readonly number[], count: number): Promise<Uint32Array[]> {
    const asked = items.filter((item) => this.#options.vectors.has(item));
    const found = await this.#engine.search(asked.map((item) => this.#query(item, count)));
    const lists = new Map(found.map((list, place) => [asked[place]!, list]));
    return items.map((item) =>
      this.#ordered(
        item,
        (lists.get(item) ?? []).map(({ id }) => Number(id)),
        count,
      ),
    );
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  #query(item: number, count: number): NearestQuery {
    const { vectors } = this.#options;
    const vector = toDense(vectors.get(item), vectors.dimensions);
    return { vector, k: count + 1 + MARGIN, similarity: 1, novelty: 0, now: 0 };
  }

  #ordered(item: number, found: readonly number[], count: number): Uint32Array {
    const others = Uint32Array.from(found.filter((other) => other !== item));
    const keys = new Float64Array(others.length);
    this.#options.vectors.cosines(item, others, others.length, keys);
    const order = { keys, idOf: this.#options.idOf };
    const kept = keepBest(others, others.length, count, order);
    sortBest(others, kept, order);
    return others.slice(0, kept);
  }
}
