import type { SparseVector } from '@jophiel/vectors';
import { describe, expect, test } from 'vitest';
import { naiveWeights } from '../test/naive-weights.ts';
import { type LearningInput, learnWeights } from './learn-weights.ts';
import { hashOf } from './sampling.ts';

const DIMENSIONS = 12;

/** Items with a few dimensions each, every fifth without content; users who like several of them. */
function givenInput({ items = 60, users = 80, liked = 8, seed = 1 } = {}): LearningInput {
  const draw = (...of: readonly number[]) => hashOf(of.join(), seed) / 2 ** 32;
  const ids = Array.from({ length: items }, (_, item) => `s${Math.floor(draw(item) * 1e9)}`);
  const vectors = ids.map((_, item): SparseVector => {
    if (item % 5 === 0) return { indices: new Uint16Array(0), values: new Float32Array(0) };
    const indices = [...new Set([0, 1, 2].map((entry) => Math.floor(draw(1, item, entry) * DIMENSIONS)))].sort(
      (a, b) => a - b,
    );
    const values = indices.map((index) => draw(3, item, index) + 0.1);
    const length = Math.hypot(...values);
    return { indices: Uint16Array.from(indices), values: Float32Array.from(values, (value) => value / length) };
  });
  return {
    ids,
    vectors,
    dimensions: DIMENSIONS,
    users: Array.from({ length: users }, (_, user) => ({
      id: `u${user}`,
      items: Uint32Array.from(
        new Set(Array.from({ length: liked }, (_each, place) => Math.floor(draw(2, user, place) ** 2 * items))),
      ),
    })),
    settings: { lambda: 5, alpha: 2, sources: 12, contentNeighbours: 10 },
  };
}

const byId = (input: LearningInput, columns: readonly { numbers: Uint32Array; values: Float32Array }[]) =>
  Object.fromEntries(
    columns.map(({ numbers, values }, item) => [
      input.ids[item],
      Array.from(numbers, (number, place) => [input.ids[number], values[place]]),
    ]),
  );

describe('the weights of all items', () => {
  test.each([
    { seed: 1 },
    { seed: 2 },
    { seed: 3 },
    // Rows as short as the columns: what they do not have is counted inside N all the same.
    { seed: 4, settings: { sources: 8, partners: 8, alpha: 0 } },
  ])('are those of a dense computation: %o', async ({ seed, ...rest }) => {
    const input = { ...givenInput({ seed }), ...rest };
    const naive = naiveWeights(input);
    (await learnWeights(input)).forEach(({ numbers, values }, item) => {
      expect(Array.from(numbers)).toEqual(naive[item]!.numbers);
      Array.from(values).forEach((value, place) => {
        expect(value).toBeCloseTo(naive[item]!.values[place]!, 5);
      });
    });
  });

  test('are the same each time, however items and users are numbered', async () => {
    const input = givenInput();
    const items = input.ids.map((_, item) => item).sort((a, b) => hashOf(String(a)) - hashOf(String(b)));
    const place = new Map(items.map((item, index) => [item, index]));
    const shuffled: LearningInput = {
      ...input,
      ids: items.map((item) => input.ids[item]!),
      vectors: items.map((item) => input.vectors[item]!),
      users: input.users
        .map(({ id, items: liked }) => ({ id, items: liked.map((item) => place.get(item)!).toReversed() }))
        .toReversed(),
    };
    expect(byId(shuffled, await learnWeights(shuffled))).toEqual(byId(input, await learnWeights(input)));
    expect(await learnWeights(input)).toEqual(await learnWeights(input));
  });

  test('exist for an item that nobody has interacted with yet, from its content', async () => {
    const input = givenInput();
    const unknown = {
      ...input,
      users: input.users.map(({ id, items }) => ({ id, items: items.filter((i) => i !== 7) })),
    };
    const column = (await learnWeights(unknown))[7]!;
    expect(column.numbers.length).toBeGreaterThan(0);
    expect(Math.max(...column.values)).toBeGreaterThan(0);
  });

  test('exist for an item without a readable feature, from those who like it', async () => {
    const column = (await learnWeights(givenInput()))[0]!;
    expect(Math.max(...column.values)).toBeGreaterThan(0);
  });
});

const emptyContent = { indices: new Uint16Array(0), values: new Float32Array(0) };

/** Users who like items by name, of which none has content. */
function givenLikes(likes: readonly (readonly [user: string, ...items: string[]])[], settings = {}): LearningInput {
  const ids = [...new Set(likes.flatMap(([, ...items]) => items))].sort();
  return {
    ids,
    vectors: ids.map(() => emptyContent),
    dimensions: 1,
    users: likes.map(([id, ...items]) => ({ id, items: Uint32Array.from(items, (item) => ids.indexOf(item)) })),
    settings,
  };
}

test('a pair that one user alone likes gives nothing, two users give a weight', async () => {
  const one = givenLikes([
    ['ann', 'a', 'b'],
    ['ben', 'a', 'c'],
    ['col', 'a', 'c'],
  ]);
  const weights = byId(one, await learnWeights(one));
  expect(weights.b).toEqual([]);
  expect(weights.c).toEqual([['a', expect.closeTo(2 / (3 + 100), 6)]]);
});

test('ten new accounts that like A and B bring B to nobody: A weighs less for B than for any item of its users', async () => {
  const listeners = Array.from({ length: 1000 }, (_, user): [string, ...string[]] => [
    `user ${user}`,
    'A',
    ...Array.from({ length: 5 }, (_each, place) => `item ${(user * 7 + place * 11) % 60}`),
  ]);
  const accounts = Array.from({ length: 10 }, (_, account): [string, ...string[]] => [`account ${account}`, 'A', 'B']);
  const input = givenLikes([...listeners, ...accounts]);
  const weights = await learnWeights(input);
  const a = input.ids.indexOf('A');
  const weightOfA = (item: string) => {
    const { numbers, values } = weights[input.ids.indexOf(item)]!;
    return values[numbers.indexOf(a)] ?? 0;
  };
  // Who likes A alone gets the items in the order of these weights.
  const better = input.ids.filter((id) => id !== 'A' && id !== 'B' && weightOfA(id) > weightOfA('B'));
  expect(weightOfA('B')).toBeLessThan(0.01);
  expect(better.length).toBeGreaterThanOrEqual(20);
});

test('of a user with more items than count, the same ones count each time', async () => {
  const many = Array.from({ length: 40 }, (_, item) => `item ${item}`);
  const input = givenLikes(
    [
      ['ann', ...many],
      ['ben', ...many],
      ['col', ...many],
    ] as never,
    { maxPositives: 10 },
  );
  const liked = (await learnWeights(input)).filter(({ numbers }) => numbers.length > 0);
  expect(liked.length).toBeLessThan(40);
  expect(await learnWeights(input)).toEqual(await learnWeights(input));
});
