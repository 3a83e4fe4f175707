import { toDense } from '@jophiel/vectors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NearestEngine, NearestItem, NearestQuery, Neighbour } from './engine.ts';
import { NaiveEngine } from '../test/naive-engine.ts';
import { type Catalogue, catalogueOf } from '../test/catalogue.ts';

export interface ConformanceOptions {
  /** Whether the engine finds all of the true best. Other engines must find nearly all. */
  readonly exact: boolean;
  /** Whether the index is in another process, so it needs no memory here. */
  readonly remote?: boolean;
}

export interface EngineSpace {
  readonly layout: string;
  readonly dimensions: number;
  readonly halfLifeMs: number;
}

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const space: EngineSpace = { layout: 'conformance', dimensions: 96, halfLifeMs: 30 * DAY };
/** Scores are sums of float32. */
const TIE = 1e-5;
/** The minimum recall of an approximate engine, over all queries of a test. */
const RECALL = 0.95;

/** Tests of the promises of the port. */
export function nearestConformance(
  name: string,
  open: (space: EngineSpace) => Promise<NearestEngine>,
  { exact, remote = false }: ConformanceOptions,
): void {
  describe(`${name} keeps the promises of a nearest engine`, () => {
    let engine: NearestEngine;
    let naive: NaiveEngine;
    let catalogue: Catalogue;

    const upsert = async (items: readonly NearestItem[]) => {
      await engine.upsert(items);
      await naive.upsert(items);
    };
    const remove = async (ids: readonly string[]) => {
      await engine.remove(ids);
      await naive.remove(ids);
    };
    const query = (vector: Float32Array, more: Partial<NearestQuery> = {}): NearestQuery => ({
      vector,
      k: 10,
      similarity: 1,
      novelty: 0.2,
      now: NOW,
      ...more,
    });
    /** Checks scores, order, uniqueness and recall. */
    const expectRight = async (queries: readonly NearestQuery[]) => {
      const [found, wanted, all] = await Promise.all([
        engine.search(queries),
        naive.search(queries),
        naive.search(queries.map((each) => ({ ...each, k: naive.size() }))),
      ]);
      expect(found).toHaveLength(queries.length);
      let right = 0;
      for (const [index, list] of found.entries()) {
        const best = wanted[index]!;
        expectAnswer(list, all[index]!);
        if (exact) expect(list).toHaveLength(best.length);
        else expect(list.length).toBeLessThanOrEqual(best.length);
        const threshold = best.at(-1)?.score ?? 0;
        right += list.filter(({ score }) => score >= threshold - TIE).length;
      }
      const total = wanted.reduce((sum, list) => sum + list.length, 0);
      expect(right).toBeGreaterThanOrEqual(exact ? total : Math.floor(total * RECALL));
    };

    beforeAll(async () => {
      engine = await open(space);
      naive = new NaiveEngine(space.halfLifeMs);
      catalogue = catalogueOf(space.dimensions, NOW, 11);
    });
    afterAll(async () => engine.close());

    test('an empty index and an empty batch have no results', async () => {
      expect(engine.size()).toBe(0);
      expect(await engine.search([query(catalogue.taste())])).toEqual([[]]);
      expect(await engine.search([])).toEqual([]);
      expect(await engine.get('1')).toBeUndefined();
      await engine.remove(['1']);
    });

    test('results are best first, with their scores', async () => {
      await upsert(catalogue.items(2_000));
      expect(engine.size()).toBe(2_000);
      await expectRight(Array.from({ length: 20 }, () => query(catalogue.taste())));
    });

    test('get returns an item as it was stored', async () => {
      const item = catalogue.item('as-given');
      await upsert([item]);
      expect(await engine.get('as-given')).toEqual(item);
    });

    test('a batch gives the same answers as its queries alone', async () => {
      const queries = Array.from({ length: 70 }, (_, index) => query(catalogue.taste(), { k: 1 + (index % 30) }));
      const together = await engine.search(queries);
      for (const [index, each] of queries.entries()) {
        const [alone] = await engine.search([each]);
        expectSameScores(together[index]!, alone!);
      }
    });

    test('concurrent searches do not mix', async () => {
      const queries = Array.from({ length: 50 }, (_, index) => query(catalogue.taste(), { k: 1 + index }));
      const answers = await Promise.all(queries.map(async (each) => engine.search([each])));
      for (const [index, [list]] of answers.entries()) expect(list).toHaveLength(queries[index]!.k);
      await expectRight(queries);
    });

    test('k may exceed the size, and may be 0', async () => {
      await expectRight([query(catalogue.taste(), { k: 0 }), query(catalogue.taste(), { k: 5_000 })]);
    });

    test('without similarity the newest are the best, at any time of the query', async () => {
      const moments = [NOW, NOW + 400 * DAY, NOW - 60 * DAY, NOW + 40_000 * DAY, NOW - 12_000 * DAY, NOW];
      for (const now of moments)
        await expectRight([
          query(catalogue.taste(), { similarity: 0, novelty: 1, now }),
          query(catalogue.taste(), { now }),
        ]);
    });

    test('novelty lifts new items, by at most its weight', async () => {
      const { vector } = catalogue.item('any');
      const born = (id: string, publishedAt: number) => ({ ...catalogue.item(id), vector, publishedAt });
      const items = [born('old', NOW - 3_000 * DAY), born('month', NOW - 30 * DAY), born('future', NOW + 90 * DAY)];
      await upsert(items);
      const [list] = await engine.search([
        query(new Float32Array(space.dimensions), { k: 3_000, novelty: 0.4, exclude: new Set() }),
      ]);
      const scoreOf = (id: string) => list!.find((each) => each.id === id)?.score;
      expect(scoreOf('future')).toBeCloseTo(0.4, 5);
      if (exact) expect([scoreOf('month'), scoreOf('old')]).toEqual([expect.closeTo(0.2, 5), expect.closeTo(0, 5)]);
      await remove(['old', 'month', 'future']);
    });

    test('items that tie are ordered by id', async () => {
      const twin = catalogue.item('twin');
      const twins = ['c', 'a', 'd', 'b'].map((id) => ({ ...twin, id: `twin-${id}` }));
      await upsert(twins);
      const [list] = await engine.search([query(toDense(twin.vector, space.dimensions), { k: 4 })]);
      expect(list!.map(({ id }) => id)).toEqual(['twin-a', 'twin-b', 'twin-c', 'twin-d']);
      await remove(twins.map(({ id }) => id));
    });

    test('the neighbours of an item are found by its vector, with the item excluded', async () => {
      const item = (await engine.get('5'))!;
      const neighbours = query(toDense(item.vector, space.dimensions), { exclude: new Set(['5']), novelty: 0 });
      await expectRight([neighbours]);
      const [list] = await engine.search([neighbours]);
      expect(list!.map(({ id }) => id)).not.toContain('5');
      const [first] = (await engine.search([{ ...neighbours, exclude: new Set() }]))[0]!;
      expect(first!.score).toBeCloseTo(1, 5);
    });

    test('an excluded item is never in the answer', async () => {
      const vector = catalogue.taste();
      const [best] = await engine.search([query(vector, { k: 50 })]);
      const exclude = new Set(best!.map(({ id }) => id).concat('unknown'));
      await expectRight([query(vector, { exclude }), query(vector)]);
    });

    test('a list ends with the first item of the last of upToCreators creators', async () => {
      const whole = query(catalogue.taste(), { k: 60 });
      const wanted = [1, 3, 20, 1_000];
      const [list, ...cut] = await engine.search([
        whole,
        ...wanted.map((upToCreators) => ({ ...whole, upToCreators })),
      ]);
      const creators = await Promise.all(list!.map(async ({ id }) => (await engine.get(id))!.creatorId));
      for (const [index, limit] of wanted.entries()) {
        const enough = creators.findIndex((_, place) => new Set(creators.slice(0, place + 1)).size === limit);
        expectSameScores(cut[index]!, enough === -1 ? list! : list!.slice(0, enough + 1));
      }
      expect(cut[1]!.length).toBeLessThan(list!.length);
    });

    test('filters by creator', async () => {
      const creators = new Set(['creator-3', 'creator-8', 'nobody']);
      await expectRight([query(catalogue.taste(), { filter: { creators } }), query(catalogue.taste())]);
      await expectRight([query(catalogue.taste(), { k: 500, filter: { creators: new Set(['nobody']) } })]);
      await expectRight([query(catalogue.taste(), { filter: { creators: new Set() } })]);
    });

    test('filters by one token of each group, and by everything at once', async () => {
      const tokens = [new Set(['colour:1', 'colour:2']), new Set(['shape:0', 'shape:4', 'shape:unknown'])];
      const exclude = new Set(['1', '2', '3']);
      const creators = new Set(Array.from({ length: 20 }, (_, index) => `creator-${index}`));
      const vector = catalogue.taste();
      await expectRight([
        query(vector, { filter: { tokens } }),
        query(vector, { filter: { tokens, creators }, exclude }),
        query(vector, { filter: { tokens: [...tokens, new Set()] } }),
        query(vector, { filter: { tokens: [] } }),
      ]);
    });

    test('a second upsert replaces an item', async () => {
      const before = (await engine.get('7'))!;
      const after = { ...catalogue.item('7'), creatorId: 'creator-new', tokens: ['colour:9'], publishedAt: NOW - DAY };
      const size = engine.size();
      await upsert([after]);
      expect(engine.size()).toBe(size);
      expect(await engine.get('7')).toEqual(after);
      await expectRight([
        query(toDense(before.vector, space.dimensions)),
        query(toDense(after.vector, space.dimensions)),
        query(catalogue.taste(), { filter: { creators: new Set(['creator-new']) } }),
      ]);
    });

    test('the next search does not see removed items', async () => {
      const vector = catalogue.taste();
      const [best] = await engine.search([query(vector)]);
      const ids = best!.map(({ id }) => id);
      await remove([...ids, 'unknown']);
      expect(await engine.get(ids[0]!)).toBeUndefined();
      const [next] = await engine.search([query(vector)]);
      expect(next!.filter(({ id }) => ids.includes(id))).toEqual([]);
      await expectRight([query(vector)]);
    });

    test('an item without vector entries is found by its novelty alone', async () => {
      const blank = { ...catalogue.item('blank'), publishedAt: NOW, tokens: [] };
      const empty = { indices: new Uint16Array(0), values: new Float32Array(0) };
      await upsert([{ ...blank, vector: empty }]);
      await expectRight([query(catalogue.taste(), { filter: { creators: new Set([blank.creatorId]) }, k: 100 })]);
      await remove(['blank']);
    });

    test('answers stay correct while items are added, changed and removed at random', async () => {
      for (let round = 0; round < 12; round++) {
        const known = naive.ids();
        const gone = catalogue.some(known, 150);
        const changed = catalogue.some(known, 150).map((id) => catalogue.item(id));
        const come = catalogue.items(170);
        await remove(gone);
        await upsert([...changed, ...come]);
        expect(engine.size()).toBe(naive.size());
        const exclude = new Set(catalogue.some(known, 20));
        await expectRight([
          query(catalogue.taste()),
          query(catalogue.taste(), { exclude, k: 40 }),
          query(catalogue.taste(), { filter: { tokens: [new Set(['shape:1'])] } }),
        ]);
      }
    });

    test.skipIf(remote)('reports its memory, which grows with the items', async () => {
      const before = engine.memory();
      expect(before).toBeGreaterThan(engine.size() * 50);
      await upsert(catalogue.items(12_000));
      expect(engine.memory()).toBeGreaterThan(before);
      expect(engine.memory()).toBeLessThan(engine.size() * 2_000 + 2 ** 24);
    });
  });
}

/** Promises that hold for approximate engines too. @param all items with their true scores */
function expectAnswer(list: readonly Neighbour[], all: readonly Neighbour[]): void {
  const scores = new Map(all.map(({ id, score }) => [id, score]));
  expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  for (const { id, score } of list) {
    expect(scores.has(id), `${id} must not be in the answer`).toBe(true);
    expect(Math.abs(score - scores.get(id)!)).toBeLessThan(TIE);
  }
  for (const [index, { id, score }] of list.entries()) {
    const next = list[index + 1];
    if (next !== undefined) expect(score > next.score || (score === next.score && id < next.id)).toBe(true);
  }
}

function expectSameScores(a: readonly Neighbour[], b: readonly Neighbour[]): void {
  expect(a.map(({ score }) => score)).toEqual(b.map(({ score }) => expect.closeTo(score, 5) as number));
}
