import { ExactEngine, type NearestEngine, type NearestItem } from '@jophiel/nearest';
import { beforeEach, expect, test } from 'vitest';
import { chooseEngine } from './choose-engine.ts';

const space = { layout: 'test', dimensions: 8, halfLifeMs: 1e9 };
const items: NearestItem[] = Array.from({ length: 60 }, (_, index) => ({
  id: String(index),
  creatorId: '1',
  publishedAt: 0,
  vector: { indices: Uint16Array.of(index % 8), values: Float32Array.of(1) },
  tokens: [],
}));

let exact: ExactEngine;
let faster: NearestEngine;
let time = 0;
let closed: string[];

/** The engine with queries that take `ms`; records when it is closed. */
function taking(engine: NearestEngine, name: string, ms: number, limit = Infinity): NearestEngine {
  return {
    name,
    size: () => engine.size(),
    memory: () => engine.memory(),
    upsert: async (list) => engine.upsert(list),
    remove: async (ids) => engine.remove(ids),
    get: async (id) => engine.get(id),
    search: async (queries) => {
      const answers = await engine.search(queries);
      time += ms;
      return answers.map((list) => list.slice(0, limit));
    },
    close: async () => void closed.push(name),
  };
}

beforeEach(async () => {
  [time, closed] = [0, []];
  [exact, faster] = await Promise.all([
    ExactEngine.open({ space, threads: 0 }),
    ExactEngine.open({ space, threads: 0 }),
  ]);
  await exact.upsert(items);
});

const choose = async (slow: NearestEngine, fast: NearestEngine, exactMaxMs = 5) =>
  chooseEngine({
    exact: slow,
    ids: items.map(({ id }) => id),
    openFaster: async () => fast,
    dimensions: 8,
    exactMaxMs,
    k: 5,
    now: 0,
    clock: () => time,
  });

test('no other engine is opened while exact is fast enough', async () => {
  const { engine, reason } = await choose(taking(exact, 'exact', 4), taking(faster, 'graph', 1));
  expect(engine.name).toBe('exact');
  expect([faster.size(), closed]).toEqual([0, []]);
  expect(reason).toContain('4.00 ms for 60 samples');
});

test('a faster engine that finds the same takes over, with all items', async () => {
  const { engine, reason } = await choose(taking(exact, 'exact', 6), taking(faster, 'graph', 1));
  expect([engine.name, engine.size(), closed]).toEqual(['graph', 60, ['exact']]);
  expect(reason).toContain('graph takes 1.00 ms and finds 1.0000');
});

test('a slower engine, or one with low recall, does not', async () => {
  expect((await choose(taking(exact, 'exact', 6), taking(faster, 'slower', 7))).engine.name).toBe('exact');
  expect((await choose(taking(exact, 'exact', 6), taking(faster, 'forgetful', 1, 4))).engine.name).toBe('exact');
  expect(closed).toEqual(['slower', 'forgetful']);
});

test('an empty catalogue keeps the exact engine', async () => {
  const { engine } = await chooseEngine({
    exact: taking(await ExactEngine.open({ space, threads: 0 }), 'exact', 6),
    ids: [],
    openFaster: async () => Promise.reject(new Error('not needed')),
    dimensions: 8,
    exactMaxMs: 5,
    k: 5,
    now: 0,
    clock: () => time,
  });
  expect(engine.name).toBe('exact');
});
