import { createHash } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import type { SparseVector } from '@jophiel/vectors';
import { bestFirst } from '../best-first.ts';
import type { NearestEngine, NearestItem, NearestQuery, Neighbour } from '../engine.ts';
import { decayAt, freshnessAt } from '../exact/landmark.ts';
import type { Space } from '../exact/row-store.ts';
import { scoreItem } from '../score-item.ts';
import { upToCreators } from '../up-to-creators.ts';

export interface QdrantOptions {
  readonly space: Space;
  readonly url: string;
  readonly apiKey?: string;
  /** Prefix of collection names; layout, half-life and landmark follow. */
  readonly prefix: string;
  /** Epoch ms; fixed for a collection. Query times must be within a hundred half-lives of it. */
  readonly landmark: number;
}

/** The name of a point's only vector. */
const VECTOR = 'item';
/** k × this are fetched, because Qdrant's novelty of items from the future exceeds the weight. */
const OVER_FETCH = 2;
/** Points per request. */
const POINTS_AT_ONCE = 500;

interface Payload {
  readonly id: string;
  readonly creator: string;
  readonly published_at: number;
  readonly tokens: readonly string[];
}

/**
 * A collection of sparse vectors in Qdrant, for catalogues that exceed the memory of one machine. Novelty is one more
 * dimension. The true scores are computed here from the returned vectors.
 */
export class QdrantEngine implements NearestEngine {
  readonly name = 'qdrant';
  readonly #client: QdrantClient;
  readonly #collection: string;
  readonly #options: QdrantOptions;
  #size = 0;

  private constructor(client: QdrantClient, collection: string, options: QdrantOptions) {
    this.#client = client;
    this.#collection = collection;
    this.#options = options;
  }

  /** Creates the collection if it is missing. Errors are those of the client. */
  static async open(options: QdrantOptions): Promise<QdrantEngine> {
    const { space, url, apiKey, prefix, landmark } = options;
    const client = new QdrantClient({ url, ...(apiKey === undefined ? {} : { apiKey }) });
    const collection = [prefix, space.layout, space.halfLifeMs, landmark].join('-');
    const { exists } = await client.collectionExists(collection);
    if (!exists) {
      await client.createCollection(collection, { sparse_vectors: { [VECTOR]: {} } });
      for (const field_name of ['creator', 'tokens'])
        await client.createPayloadIndex(collection, { field_name, field_schema: 'keyword', wait: true });
    }
    const engine = new QdrantEngine(client, collection, options);
    await engine.#count();
    return engine;
  }

  /** As of the last write of this client; others may write too. */
  size(): number {
    return this.#size;
  }

  memory(): number {
    return 0;
  }

  async upsert(items: readonly NearestItem[]): Promise<void> {
    const points = items.map((item) => ({
      id: pointId(item.id),
      vector: { [VECTOR]: this.#node(item) },
      payload: { id: item.id, creator: item.creatorId, published_at: item.publishedAt, tokens: [...item.tokens] },
    }));
    for (let from = 0; from < points.length; from += POINTS_AT_ONCE)
      await this.#client.upsert(this.#collection, { wait: true, points: points.slice(from, from + POINTS_AT_ONCE) });
    await this.#count();
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#client.delete(this.#collection, { wait: true, points: ids.map(pointId) });
    await this.#count();
  }

  async get(id: string): Promise<NearestItem | undefined> {
    const [point] = await this.#client.retrieve(this.#collection, {
      ids: [pointId(id)],
      with_payload: true,
      with_vector: true,
    });
    return point === undefined ? undefined : this.#item(point);
  }

  async search(queries: readonly NearestQuery[]): Promise<Neighbour[][]> {
    const asked = queries.filter(canHaveAnswers);
    if (asked.length === 0) return queries.map(() => []);
    // Searches with and without novelty, because items from the future must not displace near ones.
    const searches = asked.flatMap((query) => [this.#search(query, query.novelty), this.#search(query, 0)]);
    const results = await this.#client.queryBatch(this.#collection, { searches });
    const answers = new Map(
      asked.map((query, index) => {
        const points = [...results[2 * index]!.points, ...results[2 * index + 1]!.points];
        return [query, this.#ranked(query, points)];
      }),
    );
    return queries.map((query) => answers.get(query) ?? []);
  }

  async close(): Promise<void> {}

  /** Deletes the collection. */
  async drop(): Promise<void> {
    await this.#client.deleteCollection(this.#collection);
  }

  #search({ vector, k, similarity, now, exclude, filter }: NearestQuery, novelty: number) {
    const { landmark, space } = this.#options;
    const indices = [...vector.keys()].filter((dimension) => vector[dimension] !== 0);
    const decay = Math.min(decayAt(now, landmark, space.halfLifeMs), 2 ** 100);
    const any = (key: string, names: ReadonlySet<string>) => ({ key, match: { any: [...names] } });
    return {
      query: {
        indices: [...indices, space.dimensions],
        values: [...indices.map((dimension) => similarity * vector[dimension]!), novelty * decay],
      },
      using: VECTOR,
      limit: k * OVER_FETCH,
      filter: {
        must: [
          ...(filter?.creators === undefined ? [] : [any('creator', filter.creators)]),
          ...(filter?.tokens ?? []).map((group) => any('tokens', group)),
        ],
        must_not: exclude === undefined || exclude.size === 0 ? [] : [{ has_id: [...exclude].map(pointId) }],
      },
      with_payload: true,
      with_vector: true,
    };
  }

  #ranked(query: NearestQuery, points: readonly Point[]): Neighbour[] {
    const items = new Map(points.map((point) => this.#item(point)).map((item) => [item.id, item]));
    const { halfLifeMs } = this.#options.space;
    const list = [...items.values()].map((item) => ({ id: item.id, score: scoreItem(item, query, halfLifeMs) }));
    const best = bestFirst(list).slice(0, query.k);
    return [...upToCreators(best, query.upToCreators, ({ id }) => items.get(id)!.creatorId)];
  }

  /** The item's vector, with its freshness in one more dimension. */
  #node({ vector, publishedAt }: NearestItem) {
    const { landmark, space } = this.#options;
    return {
      indices: [...vector.indices, space.dimensions],
      values: [...vector.values, freshnessAt(publishedAt, landmark, space.halfLifeMs)],
    };
  }

  #item({ payload, vector }: Point): NearestItem {
    const { id, creator, published_at, tokens } = payload as unknown as Payload;
    const { indices, values } = (vector as { [VECTOR]: { indices: number[]; values: number[] } })[VECTOR];
    const kept = [...indices.keys()].filter((place) => indices[place]! < this.#options.space.dimensions);
    const sparse: SparseVector = {
      indices: Uint16Array.from(kept, (place) => indices[place]!),
      values: Float32Array.from(kept, (place) => values[place]!),
    };
    return { id, creatorId: creator, publishedAt: published_at, vector: sparse, tokens };
  }

  async #count(): Promise<void> {
    const { count } = await this.#client.count(this.#collection, { exact: true });
    this.#size = count;
  }
}

interface Point {
  readonly payload?: Record<string, unknown> | null | undefined;
  readonly vector?: unknown;
}

/** Qdrant's ids are UUIDs, ours are any text. */
function pointId(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Qdrant refuses a limit of 0 and empty groups. */
function canHaveAnswers({ k, filter }: NearestQuery): boolean {
  return k > 0 && filter?.creators?.size !== 0 && !(filter?.tokens ?? []).some(({ size }) => size === 0);
}
