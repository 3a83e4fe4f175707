import type { NearestEngine, NearestItem, NearestQuery, Neighbour } from '../src/engine.ts';
import { isAnswer, scoreItem } from '../src/score-item.ts';
import { bestFirst } from '../src/best-first.ts';
import { upToCreators } from '../src/up-to-creators.ts';

/** The reference implementation of the port, for comparison with the others. */
export class NaiveEngine implements NearestEngine {
  readonly name = 'naive';
  readonly #items = new Map<string, NearestItem>();
  readonly #halfLifeMs: number;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  ids(): string[] {
    return [...this.#items.keys()];
  }

  size(): number {
    return this.#items.size;
  }

  memory(): number {
    return 0;
  }

  async upsert(items: readonly NearestItem[]): Promise<void> {
    for (const item of items) this.#items.set(item.id, item);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#items.delete(id);
  }

  async get(id: string): Promise<NearestItem | undefined> {
    return this.#items.get(id);
  }

  async search(queries: readonly NearestQuery[]): Promise<Neighbour[][]> {
    return queries.map((query) => {
      const answers = [...this.#items.values()].filter((item) => isAnswer(item, query));
      const scored = answers.map((item) => ({ id: item.id, score: scoreItem(item, query, this.#halfLifeMs) }));
      const best = bestFirst(scored).slice(0, query.k);
      return [...upToCreators(best, query.upToCreators, ({ id }) => this.#items.get(id)!.creatorId)];
    });
  }

  async close(): Promise<void> {}
}
