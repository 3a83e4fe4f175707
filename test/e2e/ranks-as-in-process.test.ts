import { readFileSync } from 'node:fs';
import { type DomainDefinition, parseDefinition } from '@jophiel/domain';
import {
  blended,
  type Choice,
  type DataItem,
  type DataSet,
  LABELS,
  learnInProcess,
  recommend,
  seededNumbers,
  shuffled,
  splitOf,
} from '@jophiel/evaluation';
import { repository, serviceNames } from '@jophiel/local';
import { expect, test } from 'vitest';
import { type ServedSystem, startServedSystem } from '@jophiel/local/served-system';

const USERS = 120;
const ITEMS = 600;
const GROUPS = 12;
const HOUR_MS = 3_600_000;
const now = Date.now();
/** What nobody learns has no weight in the feed that is served. */
const hasLearner = (serviceNames as readonly string[]).includes('learner');
const weights = { similarity: 1, coInteraction: hasLearner ? 8 : 0, popularity: 1.8, creatorAffinity: 0.6 };

function definition(): DomainDefinition {
  const file = `${repository}test/bench/quality/labels.json`;
  const labels = JSON.parse(readFileSync(file, 'utf8')) as object;
  const others = { following: 0.5, novelty: 0.2, noveltyHalfLifeDays: 30, decidedPenalty: -1_000 };
  return parseDefinition({ ...labels, scoring: { ...others, ...weights } }, file);
}

/** Items of groups that share labels and creators, and users who like two groups each. */
function madeUp(): DataSet {
  const next = seededNumbers(16);
  const below = (bound: number) => Math.floor(next() * bound);
  const items = Array.from({ length: ITEMS }, (_, index): DataItem => {
    const labels = Array.from({ length: 4 }, () => `label ${(index % GROUPS) * 10 + below(14)}`);
    return {
      id: `item-${index}`,
      creatorId: `creator-${(index % GROUPS) * 10 + below(10)}`,
      publishedAt: now - 365 * 24 * HOUR_MS,
      metadata: { [LABELS]: labels },
      terms: new Map(labels.map((label) => [label, 1])),
    };
  });
  const train = Array.from({ length: USERS }, (_, user): Choice[] => {
    const groups = [below(GROUPS), below(GROUPS)];
    const liked = items.filter((__, index) => groups.includes(index % GROUPS));
    return shuffled(liked, next)
      .slice(0, 5 + below(15))
      .map(({ id }, nth) => ({ user: `user-${user}`, item: id, at: now - nth * HOUR_MS }));
  }).flat();
  return { name: 'made up', items, train, test: [], follows: [] };
}

/** Erases half of the users; some come back under other names with one choice. */
function withoutHalf({ train }: DataSet) {
  const isErased = ({ user }: Choice) => Number(user.slice('user-'.length)) < USERS / 2;
  const erased = [...new Set(train.filter(isErased).map(({ user }) => user))];
  const strangers = erased.slice(0, 10).map((name): Choice => {
    const choice = train.find(({ user }) => user === name)!;
    return { ...choice, user: `stranger-${name}` };
  });
  return { erased, strangers, train: [...train.filter((choice) => !isErased(choice)), ...strangers] };
}

async function expectSameRanks(system: ServedSystem, dataSet: DataSet): Promise<void> {
  const split = splitOf(dataSet);
  const users = split.users.map((_, user) => user);
  const served = await system.rankings(split, users, 10);
  const model = await learnInProcess(dataSet, { definition: definition(), now });
  const inProcess = recommend(split, blended(model, split.users, weights), users, 10);
  const same = users.filter((user) => {
    const [one, other] = [new Set(served.get(user)), new Set(Array.from(inProcess.get(user)!))];
    return one.size === 10 && one.symmetricDifference(other).size === 0;
  });
  // A weight in steps of a byte, or a tie at the tenth place, may still swap two.
  expect(same.length / users.length).toBeGreaterThanOrEqual(0.95);
}

test('"A fast in-process path may exist for tuning, if one test shows that it ranks the same"', async () => {
  const dataSet = madeUp();
  const system = await startServedSystem(dataSet, { definition: definition(), kind: 'feeds', now, source: 'postgres' });
  try {
    await system.prepare();
    await expectSameRanks(system, dataSet);
    // Half of the users are gone and a few strangers came: what was popular because of the former must not count.
    const changed = withoutHalf(dataSet);
    await system.change(changed.erased, { train: changed.strangers });
    await system.prepare();
    await expectSameRanks(system, { ...dataSet, train: changed.train });
  } finally {
    await system.stop();
  }
});
