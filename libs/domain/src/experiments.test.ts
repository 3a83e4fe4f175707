import { describe, expect, test } from 'vitest';
import { experimentOf, loadDefinition, parseDefinition } from './index.ts';

const USERS = Array.from({ length: 20_000 }, (_, index) => String(index));
const experiment = (name: string, share: number) => ({ name, share });

/** The share of users whom an experiment has. */
const drawn = (users: readonly string[], experiments: ReturnType<typeof experiment>[], name: string) =>
  users.filter((userId) => experimentOf(experiments, userId)?.name === name).length / users.length;

/**
 * Of n users who are drawn with probability p, the share is within five standard deviations √(p(1 − p)/n) of p, but for
 * one case in two million; and as the draw is a hash, it is the same at each run of the tests.
 */
const tolerance = (share: number, users: number) => 5 * Math.sqrt((share * (1 - share)) / users);

describe('an experiment', () => {
  test.each([0.001, 0.05, 0.5, 0.9])('gets the share %d of the users', (share) => {
    expect(Math.abs(drawn(USERS, [experiment('one', share)], 'one') - share)).toBeLessThan(
      tolerance(share, USERS.length),
    );
  });

  test('of all has every user, and without any everybody is in the control group', () => {
    expect(drawn(USERS, [experiment('one', 1)], 'one')).toBe(1);
    expect(experimentOf([], '42')).toBeUndefined();
  });

  test('keeps its users when its share grows', () => {
    const small = USERS.filter((userId) => experimentOf([experiment('one', 0.1)], userId) !== undefined);
    expect(drawn(small, [experiment('one', 0.2)], 'one')).toBe(1);
  });

  test('draws independently of another one: of either side the same share', () => {
    const isInFirst = (userId: string) => experimentOf([experiment('first', 0.5)], userId) !== undefined;
    for (const side of [USERS.filter(isInFirst), USERS.filter((userId) => !isInFirst(userId))])
      expect(Math.abs(drawn(side, [experiment('second', 0.3)], 'second') - 0.3)).toBeLessThan(
        tolerance(0.3, side.length),
      );
  });

  test('behind another gets its share of those whom the first has left', () => {
    const both = [experiment('first', 0.5), experiment('second', 0.5)];
    expect(Math.abs(drawn(USERS, both, 'second') - 0.25)).toBeLessThan(tolerance(0.25, USERS.length));
  });
});

test('whoever asks, and whenever, a user is in the same one', () => {
  const experiments = [experiment('first', 0.3), experiment('second', 0.6)];
  // For ever: a draw that changed would move users from one group into another in the middle of an experiment.
  const names = USERS.slice(0, 8).map((userId) => experimentOf(experiments, userId)?.name ?? '-');
  expect(names).toEqual(['second', '-', 'second', 'second', 'second', 'second', 'first', 'first']);
});

test.each([
  ['of the name of another', [experiment('one', 0.1), experiment('one', 0.2)], '/experiments/1/name is used by an'],
  ['of the name of the control group', [experiment('control', 0.1)], '/experiments/0/name is what the users of no'],
  ['of nobody', [experiment('one', 0)], '/experiments/0/share'],
  [
    'with a weight that there is none of',
    [{ ...experiment('one', 0.1), scoring: { fame: 1 } }],
    '/experiments/0/scoring',
  ],
  [
    'with a variety that cannot work',
    [{ ...experiment('one', 0.1), variety: { creatorCap: { most: 5, window: 2 } } }],
    '/experiments/0/variety/creatorCap/most must be below the window',
  ],
  [
    'with a variety that its ranking does not apply',
    [{ ...experiment('one', 0.1), ranking: 'score-final', variety: { hideOwnItems: true } }],
    '/experiments/0/variety changes nothing with the ranking "score-final"',
  ],
  [
    'with a ranking that there is none of',
    [{ ...experiment('one', 0.1), ranking: 'ScoreFinal' }],
    '/experiments/0/ranking must be one of "varied", "score-final" (it is "ScoreFinal")',
  ],
])('an experiment %s is refused', (_, experiments, message) => {
  expect(() => parseDefinition({ ...loadDefinition('films'), experiments }, 'films.json')).toThrow(message);
});
