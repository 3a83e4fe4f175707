import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestConformance } from '../conformance.ts';
import { ExactEngine } from './exact-engine.ts';

for (const threads of [0, 1, 3])
  nearestConformance(`the exact scan with ${threads} threads`, async (space) => ExactEngine.open({ space, threads }), {
    exact: true,
  });

const space = { layout: 'a', dimensions: 8, halfLifeMs: 86_400_000 };
const item = (id: string, publishedAt = 0, dimension = 0) => ({
  id,
  creatorId: 'c',
  publishedAt,
  vector: { indices: Uint16Array.of(dimension), values: Float32Array.of(1) },
  tokens: [],
});
const query = { vector: Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0), k: 3, similarity: 1, novelty: 0, now: 0 };

test('a vector of another layout is refused before it is read past its end', async () => {
  const engine = await ExactEngine.open({ space, threads: 0 });
  await expect(engine.upsert([item('1', 0, 8)])).rejects.toThrow('Item 1 has dimension 8 of 8.');
  await expect(engine.search([{ ...query, vector: new Float32Array(7) }])).rejects.toThrow(
    "The query's vector has 7 dimensions, the index 8.",
  );
  await expect(
    engine.search([{ ...query, filter: { tokens: Array.from({ length: 33 }, () => new Set(['x'])) } }]),
  ).rejects.toThrow('33 groups of tokens; the maximum is 32');
  await engine.upsert([item('2')]);
  expect(engine.size()).toBe(1);
});

test('a search sees earlier changes and no later ones', async () => {
  const engine = await ExactEngine.open({ space, threads: 1 });
  const none = engine.search([query]);
  const adding = engine.upsert([item('1')]);
  const one = engine.search([query]);
  const removing = engine.remove(['1']);
  const noneAgain = engine.search([query]);
  await Promise.all([adding, removing]);
  expect((await none)[0]).toEqual([]);
  expect((await one)[0]).toEqual([{ id: '1', score: 1 }]);
  expect((await noneAgain)[0]).toEqual([]);
  await engine.close();
});

test('the memory of removed items is used again', async () => {
  const engine = await ExactEngine.open({ space, threads: 0 });
  const batch = Array.from({ length: 60_000 }, (_, index) => item(String(index), index, index % 8));
  await engine.upsert(batch);
  await engine.search([query]);
  const full = engine.memory();
  for (let round = 0; round < 5; round++) {
    await engine.upsert(batch);
    await engine.remove(batch.map(({ id }) => id));
    await engine.upsert(batch);
  }
  expect(engine.memory()).toBeLessThan(full * 1.5);
  expect((await engine.search([query]))[0]!.map(({ score }) => score)).toEqual([1, 1, 1]);
});

test('ties for the last place go to the items that were added first, with any number of threads', async () => {
  const score = fc.integer({ min: -3, max: 3 });
  const searches = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(score, { maxLength: 900 }), searches, async (scores, sizes) => {
      const engine = await ExactEngine.open({ space, threads: 0 });
      const items = scores.map((value, index) => ({
        ...item(String(index)),
        vector: { indices: Uint16Array.of(0), values: Float32Array.of(value) },
      }));
      await engine.upsert(items);
      const answers = await engine.search(sizes.map((k) => ({ ...query, k })));
      const all = scores.map((value, index) => ({ id: String(index), score: value, index }));
      all.sort((a, b) => b.score - a.score || a.index - b.index);
      for (const [place, k] of sizes.entries()) {
        const best = all.slice(0, k).map(({ id, score }) => ({ id, score }));
        expect(answers[place]).toEqual(best.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)));
      }
    }),
    { numRuns: 60 },
  );
});

test('two threads find the same as one, including ties', async () => {
  const batch = Array.from({ length: 100_000 }, (_, index) => item(String(index), 0, index % 8));
  const answers = [];
  for (const threads of [0, 2]) {
    const engine = await ExactEngine.open({ space, threads });
    await engine.upsert(batch);
    for (let round = 0; round < 5; round++) answers.push(await engine.search([{ ...query, k: 50 }]));
    await engine.close();
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});
