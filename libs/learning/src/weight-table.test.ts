import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WeightTable } from './weight-table.ts';
import { decodeWeights, encodeWeights } from './weights-codec.ts';

const ITEMS = 12;
const ids = Array.from({ length: ITEMS }, (_, number) => `item-${number}`);
const weightsOf = (entries: readonly (readonly [number, number])[]) =>
  encodeWeights({
    numbers: Uint32Array.from(entries, ([number]) => number),
    values: Float32Array.from(entries, ([, value]) => value),
  });
const put = (table: WeightTable, number: number, entries: readonly (readonly [number, number])[]) =>
  table.put({ sampleId: ids[number]!, number, weights: weightsOf(entries) });

const number = fc.nat(ITEMS - 1);
const column = fc.uniqueArray(
  fc.tuple(
    number,
    fc.integer({ min: -9, max: 9 }).map((step) => step / 10),
  ),
  {
    maxLength: ITEMS,
    selector: ([speaker]) => speaker,
  },
);
const changes = fc.array(fc.tuple(number, column), { minLength: 1, maxLength: 400 });
const liked = fc.uniqueArray(number, { maxLength: 5 });

test('after any changes the sums are those of a naive table', () => {
  fc.assert(
    fc.property(changes, liked, (given, likes) => {
      const table = new WeightTable();
      const naive = new Map<number, Map<number, number>>();
      for (const [target, entries] of given) {
        put(table, target, entries);
        const { numbers, values } = decodeWeights(weightsOf(entries));
        naive.set(target, new Map(Array.from(numbers, (speaker, index) => [speaker, values[index]!])));
      }
      const sums = table.sumsFor(likes.map((each) => ({ sampleId: ids[each]!, amount: 0.5 })));
      const isKnown = (each: number) => naive.has(each);
      const naiveSum = (target: number) =>
        likes.filter(isKnown).reduce((sum, each) => sum + 0.5 * (naive.get(target)?.get(each) ?? 0), 0);
      ids.forEach((sampleId, target) => {
        expect(sums.of(sampleId)).toBeCloseTo(naiveSum(target), 6);
      });
      expect(table.weights).toBe([...naive.values()].reduce((sum, { size }) => sum + size, 0));
      const best = sums.best(3);
      expect(best.map(({ sum }) => sum)).toEqual(best.map(({ sampleId }) => sums.of(sampleId)));
      expect(best.length).toBeLessThanOrEqual(3);
    }),
  );
});

test('an item that is learned again and again keeps its last weights alone', () => {
  const table = new WeightTable();
  put(table, 0, []);
  put(table, 1, [[0, 0.9]]);
  for (let round = 1; round <= 1_000; round++) put(table, 2, [[round % 2, round]]);
  const sums = table.sumsFor([{ sampleId: ids[0]!, amount: 1 }]);
  expect(sums.best(9)).toEqual([
    { sampleId: ids[2], sum: expect.closeTo(1_000, 3) },
    { sampleId: ids[1], sum: expect.closeTo(0.9) },
  ]);
  expect(table.weights).toBe(2);
});

test('two users whose sums are asked for in turns do not mix', () => {
  const table = new WeightTable();
  put(table, 0, []);
  put(table, 1, []);
  put(table, 2, [
    [0, 1],
    [1, 0.5],
  ]);
  const [one, other] = [0, 1].map((each) => table.sumsFor([{ sampleId: ids[each]!, amount: 1 }])) as [
    ReturnType<WeightTable['sumsFor']>,
    ReturnType<WeightTable['sumsFor']>,
  ];
  expect([one.of(ids[2]!), other.of(ids[2]!), one.of(ids[2]!)].map((sum) => Number(sum.toFixed(2)))).toEqual([
    1, 0.5, 1,
  ]);
});

test('an item that comes back with another number is one item', () => {
  const table = new WeightTable();
  put(table, 0, []);
  put(table, 1, [[0, 0.5]]);
  table.put({ sampleId: ids[1]!, number: 2, weights: weightsOf([[0, 0.25]]) });
  const sums = table.sumsFor([{ sampleId: ids[0]!, amount: 1 }]);
  expect(sums.best(9)).toEqual([{ sampleId: ids[1], sum: expect.closeTo(0.25) }]);
  expect(table.weights).toBe(1);
});

test('an item that the table does not know has 0, and says nothing', () => {
  const table = new WeightTable();
  expect(table.sumsFor([{ sampleId: 'unknown', amount: 1 }]).of('other')).toBe(0);
  expect(table.sumsFor([]).best(5)).toEqual([]);
});
