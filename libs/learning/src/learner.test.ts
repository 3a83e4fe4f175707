import { emptyVector } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Learner } from './learner.ts';

const ITEMS = 12;
const USERS = 8;
const noNeighbours = new Uint32Array(0);
const settings = { partners: ITEMS, minUsers: 2 };

async function givenLearner(): Promise<Learner> {
  const learner = await Learner.open(1, settings);
  for (let item = 0; item < ITEMS; item++) learner.setItem(item, `item ${item}`, emptyVector);
  return learner;
}

const liked = fc.uniqueArray(fc.nat(ITEMS - 1), { maxLength: ITEMS });
const changes = fc.array(fc.tuple(fc.nat(USERS - 1), liked), { minLength: 1, maxLength: 30 });

function weightsOf(learner: Learner) {
  return Array.from({ length: ITEMS }, (_, item) => learner.solve(item, noNeighbours));
}

test('changed items that are counted again have the weights that counting everything again gives', async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (all) => {
      const live = await givenLearner();
      for (const [user, items] of all) {
        const changed = live.setUser(user, `user ${user}`, Uint32Array.from(items));
        for (const item of changed) live.recount(item);
      }
      const fresh = await givenLearner();
      for (const [user, items] of new Map(all)) fresh.setUser(user, `user ${user}`, Uint32Array.from(items));
      for (let item = 0; item < ITEMS; item++) fresh.count(item);
      expect(weightsOf(live)).toEqual(weightsOf(fresh));
    }),
    { numRuns: 40 },
  );
});

test('a removed item leaves no trace in the weights of others', async () => {
  const with7 = await givenLearner();
  const without = await givenLearner();
  for (let user = 0; user < USERS; user++) {
    const items = Uint32Array.from(new Set([user % 5, (user * 3) % 6, 6, 7]));
    with7.setUser(user, `user ${user}`, items);
    without.setUser(
      user,
      `user ${user}`,
      items.filter((item) => item !== 7),
    );
  }
  for (let item = 0; item < ITEMS; item++) with7.count(item);
  for (let item = 0; item < ITEMS; item++) without.count(item);
  expect(weightsOf(with7)).not.toEqual(weightsOf(without));
  expect([...with7.removeItem(7)]).toContain(6);
  const columns = weightsOf(with7);
  expect(columns[7]!.numbers).toHaveLength(0);
  expect(columns).toEqual(weightsOf(without));
});

test('a system whose pivot fails gets a higher λ, and that is counted', async () => {
  // 0 and 2 each share eight users with 1, and six with each other, which count as 0: no counts of users could be so.
  const learner = await Learner.open(1, { minUsers: 7, lambda: 1e-3 });
  for (let item = 0; item < 4; item++) learner.setItem(item, `item ${item}`, emptyVector);
  for (let user = 0; user < 10; user++) {
    const items = [...(user < 8 ? [0] : []), 1, ...(user >= 2 ? [2] : []), 3];
    learner.setUser(user, `user ${user}`, Uint32Array.from(items));
  }
  for (let item = 0; item < 4; item++) learner.count(item);
  const { values } = learner.solve(3, noNeighbours);
  expect(learner.raised).toBeGreaterThan(0);
  expect(values).toHaveLength(3);
  expect(values.every(Number.isFinite)).toBe(true);
});

test('an item that lost its users, and is still counted with others, gives no weight that is not a number', async () => {
  const learner = await givenLearner();
  for (const user of [0, 1]) learner.setUser(user, `user ${user}`, Uint32Array.of(1, 2, 3));
  for (let item = 0; item < ITEMS; item++) learner.count(item);
  for (const user of [0, 1]) learner.setUser(user, `user ${user}`, Uint32Array.of(1, 3));
  const { numbers, values } = learner.solve(1, noNeighbours);
  expect([...numbers]).toEqual([3]);
  expect([...values].every(Number.isFinite)).toBe(true);
});

test('a system that no λ solves is refused', async () => {
  const learner = await givenLearner();
  for (let item = 0; item < 4; item++)
    learner.setItem(item, `item ${item}`, { indices: Uint16Array.of(0), values: Float32Array.of(Number.NaN) });
  expect(() => learner.solve(0, Uint32Array.of(1, 2, 3))).toThrow('No λ solves the regression of sample item 0.');
});

test('a removed item leaves the items of its users in their order', async () => {
  const learner = await givenLearner();
  for (const user of [0, 1]) learner.setUser(user, `user ${user}`, Uint32Array.of(5, 2, 9, 1));
  learner.removeItem(2);
  expect([...learner.adjacency.users.view(1)]).toEqual([5, 9, 1]);
  expect(learner.adjacency.usersOf(2)).toBe(0);
  expect(learner.setUser(1, 'user 1', Uint32Array.of(5, 9, 1))).toHaveLength(0);
});
