import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { layoutOf, toDense, vectorise } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catalogueOf } from '../../test/catalogue.ts';
import { NaiveEngine } from '../../test/naive-engine.ts';
import type { NearestItem, NearestQuery, Neighbour } from '../engine.ts';
import { ExactEngine } from './exact-engine.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const halfLifeMs = 30 * DAY;
/** Scores are sums of float32. */
const DIGITS = 4;

/** Rows so long that a page holds only some dozens; some differ only in age. */
const items = (dimensions: number, limit: number) =>
  fc.array(
    fc.record({
      id: fc.integer({ min: 1, max: 400 }).map(String),
      creatorId: fc.constantFrom('a', 'b', 'c'),
      publishedAt: fc.integer({ min: -200, max: 20 }).map((days) => NOW + days * DAY),
      tokens: fc.subarray(Array.from({ length: 40 }, (_, index) => `token:${index}`)),
      vector: fc.oneof(vectors(dimensions), fc.constantFrom(...likenesses(dimensions))),
    }),
    { minLength: 1, maxLength: limit },
  );

function vectors(dimensions: number): fc.Arbitrary<NearestItem['vector']> {
  return fc
    .uniqueArray(fc.nat(dimensions - 1), { maxLength: Math.min(dimensions, 60) })
    .chain((places) =>
      fc
        .array(fc.integer({ min: -9, max: 9 }), { minLength: places.length, maxLength: places.length })
        .map((values) => sparse(places, values)),
    );
}

function likenesses(dimensions: number): NearestItem['vector'][] {
  return [3, 5, 7].map((step) => {
    const places = Array.from({ length: 40 }, (_, index) => (index * step) % dimensions);
    return sparse(
      [...new Set(places)],
      places.map((place) => (place % 4) - 1),
    );
  });
}

function sparse(places: readonly number[], values: readonly number[]): NearestItem['vector'] {
  const length = Math.hypot(...places.map((_, index) => values[index]!)) || 1;
  const indices = Uint16Array.from(places).sort();
  return { indices, values: Float32Array.from(indices, (_, index) => values[index]! / length) };
}

const queriesOf = (dimensions: number) =>
  fc.array(
    fc.record({
      vector: fc
        .array(fc.integer({ min: -3, max: 9 }), { minLength: dimensions, maxLength: dimensions })
        .map((values) => Float32Array.from(values, (value) => value / (Math.hypot(...values) || 1))),
      k: fc.integer({ min: 1, max: 30 }),
      similarity: fc.constantFrom(0, 0.5, 1, -1),
      novelty: fc.constantFrom(0, 0.2, 3, -0.5),
      now: fc.integer({ min: -300, max: 300 }).map((days) => NOW + days * DAY),
      exclude: fc
        .uniqueArray(fc.integer({ min: 1, max: 400 }).map(String), { maxLength: 60 })
        .map((ids) => new Set(ids)),
      filter: fc.constantFrom(
        {},
        { creators: new Set(['a', 'c']) },
        { tokens: [new Set(['token:1', 'token:2']), new Set(['token:3', 'token:30'])] },
      ),
    }),
    { minLength: 1, maxLength: 30 },
  );

const changes = (dimensions: number, limit: number) =>
  fc.array(
    fc.oneof(
      items(dimensions, limit).map((list) => ({ kind: 'upsert', list }) as const),
      fc
        .uniqueArray(fc.integer({ min: 1, max: 400 }).map(String), { maxLength: 300 })
        .map((ids) => ({ kind: 'remove', ids }) as const),
      queriesOf(dimensions).map((queries) => ({ kind: 'search', queries }) as const),
    ),
    { minLength: 3, maxLength: 12 },
  );

test.each([
  [40, 300, 40],
  [700, 120, 8],
])(
  'pruned items are never results, with items of %i dimensions that are added, changed and removed',
  async (dimensions, limit, numRuns) => {
    await fc.assert(
      fc.asyncProperty(changes(dimensions, limit), fc.constantFrom(0, 2), async (steps, threads) => {
        const engine = await ExactEngine.open({ space: { layout: 'a', dimensions, halfLifeMs }, threads });
        const naive = new NaiveEngine(halfLifeMs);
        for (const step of steps) {
          if (step.kind === 'search') expectSame(await engine.search(step.queries), await naive.search(step.queries));
          else if (step.kind === 'remove') await Promise.all([engine.remove(step.ids), naive.remove(step.ids)]);
          else await Promise.all([engine.upsert(step.list), naive.upsert(step.list)]);
        }
        await engine.close();
      }),
      { numRuns },
    );
  },
  120_000,
);

/** The same scores place by place; the engine chooses the order of ties. */
function expectSame(found: readonly Neighbour[][], wanted: readonly Neighbour[][]): void {
  const rounded = (lists: readonly Neighbour[][]) =>
    lists.map((list) => list.map(({ score }) => Number(score.toFixed(DIGITS))));
  for (const [index, scores] of rounded(found).entries()) {
    const right = rounded(wanted)[index]!;
    expect(scores).toHaveLength(right.length);
    for (const [place, score] of scores.entries()) expect(score).toBeCloseTo(right[place]!, DIGITS - 1);
  }
}

test('with similar items most are not scored, alone and in a batch', async () => {
  const domain = loadDefinition('audio');
  const layout = layoutOf(domain.features);
  const platform = new ImaginaryPlatform(domain, { users: 1, samples: 8_000, interactions: 0, seed: 3, now: NOW });
  const all = Array.from(platform.samples(), ({ payload, event_timestamp }, index): NearestItem => {
    const { vector } = vectorise(layout, payload.metadata as Record<string, unknown>);
    return { id: `${index}`, creatorId: 'a', publishedAt: Date.parse(event_timestamp), vector, tokens: [] };
  });
  const { dimensions } = layout;
  const engine = await ExactEngine.open({ space: { layout: layout.id, dimensions, halfLifeMs }, threads: 0 });
  await engine.upsert(all);
  const queries = Array.from({ length: 60 }, (_, index): NearestQuery => {
    const vector = toDense(all[index * 97]!.vector, dimensions);
    return { vector, k: 20, similarity: 1, novelty: 0.2, now: NOW };
  });
  const shareOf = async (some: readonly NearestQuery[]) => {
    const before = engine.scored;
    await engine.search(some);
    return (engine.scored - before) / some.length / engine.size();
  };
  expect(await shareOf(queries.slice(0, 5))).toBeLessThan(0.5);
  expect(await shareOf(queries)).toBeLessThan(0.5);
});

test('equal items share pages in any number, and a large item has a large page', async () => {
  const engine = await ExactEngine.open({ space: { layout: 'a', dimensions: 5_000, halfLifeMs }, threads: 0 });
  const [vector] = likenesses(96);
  const same = (id: number): NearestItem => ({
    id: `${id}`,
    creatorId: 'a',
    publishedAt: NOW,
    vector: vector!,
    tokens: [],
  });
  await engine.upsert(Array.from({ length: 3_000 }, (_, id) => same(id)));
  expect(engine.memory()).toBeLessThan(3_000 * 1_000 + 2 ** 21);
  const whole = sparse([...Array(5_000).keys()], [...Array(5_000).keys()]);
  await engine.upsert([{ ...same(9_999), vector: whole }]);
  const query = { vector: new Float32Array(5_000), k: 5, similarity: 1, novelty: 1, now: NOW };
  query.vector[4_999] = 1;
  const [[first]] = (await engine.search([query])) as [[Neighbour]];
  expect(first.id).toBe('9999');
  expect((await engine.get('9999'))!.vector).toEqual(whole);
});

test('a small batch after a large one sees none of its data, also on pages without bounds', async () => {
  const dimensions = 600;
  const engine = await ExactEngine.open({ space: { layout: 'a', dimensions, halfLifeMs }, threads: 0 });
  const naive = new NaiveEngine(halfLifeMs);
  const waves = Array.from({ length: 60 }, (_, id): NearestItem => {
    const values = Array.from({ length: dimensions }, (__, place) => Math.sin(id * place + 1));
    const vector = sparse([...values.keys()], values);
    return { id: `${id}`, creatorId: 'a', publishedAt: NOW - id * DAY, vector, tokens: [] };
  });
  await Promise.all([engine.upsert(waves), naive.upsert(waves)]);
  for (const [count, exclude] of [
    [120, new Set(['7', '9'])],
    [13, new Set<string>()],
    [40, new Set<string>()],
  ] as const) {
    const queries = Array.from({ length: count }, (_, index): NearestQuery => {
      const vector = waves[index % waves.length]!.vector.values;
      return { vector, k: 5, similarity: 1, novelty: 0.2, now: NOW, exclude };
    });
    expectSame(await engine.search(queries), await naive.search(queries));
  }
});

test.each([
  ['few', 3],
  ['many', 40],
])('queries for a creator with few items are answered together with %s others', async (_, others) => {
  const catalogue = catalogueOf(96, NOW, 3);
  for (const threads of [0, 2]) {
    const engine = await ExactEngine.open({ space: { layout: 'a', dimensions: 96, halfLifeMs }, threads });
    const naive = new NaiveEngine(halfLifeMs);
    const all = catalogue.items(3_000);
    await Promise.all([engine.upsert(all), naive.upsert(all)]);
    const gone = catalogue.some(naive.ids(), 900);
    await Promise.all([engine.remove(gone), naive.remove(gone)]);
    const exclude = new Set(catalogue.some(naive.ids(), 200));
    const query = (): NearestQuery => ({ vector: catalogue.taste(), k: 30, similarity: 1, novelty: 0.2, now: NOW });
    const creators = new Set(['creator-3']);
    const queries = [
      ...Array.from({ length: others }, query),
      { ...query(), filter: { creators } },
      { ...query(), filter: { creators }, exclude },
      { ...query(), filter: { creators, tokens: [new Set(['colour:1', 'colour:2'])] } },
      { ...query(), filter: { creators: new Set(['nobody']) } },
      query(),
    ];
    const before = engine.scored;
    expectSame(await engine.search(queries), await naive.search(queries));
    const ofCreator = (await naive.search([{ ...query(), k: 3_000, filter: { creators } }]))[0]!.length;
    expect(engine.scored - before).toBeLessThanOrEqual((others + 1) * naive.size() + 3 * ofCreator);
    await engine.close();
  }
});
