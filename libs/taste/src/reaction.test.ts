import { loadDefinition, traitsOf } from '@jophiel/domain';
import { describe, expect, test } from 'vitest';
import { decideReaction, type ReactionCount } from './reaction.ts';

const MINUTE = 60_000;
const { interactions } = loadDefinition('audio');
const reactionTo = (name: string) => traitsOf(interactions[name]!).reaction;

/** Whether each of these moves the feed, one after another. */
function moves(...happenings: readonly (readonly [name: string, minute: number])[]): boolean[] {
  let pending: ReactionCount | undefined;
  return happenings.map(([name, minute]) => {
    const decision = decideReaction(reactionTo(name), minute * MINUTE, pending);
    pending = decision.pending;
    return decision.moves;
  });
}

describe('at once', () => {
  test.each(['like', 'dislike', 'add_to_board', 'share', 'comment', 'follow'])('%s moves the feed', (name) => {
    expect(moves([name, 0])).toEqual([true]);
  });

  test('and with it goes what was counted so far', () => {
    const plays = [0, 1, 2, 3].map((minute) => ['play', minute] as const);
    expect(moves(...plays, ['like', 4], ['play', 5])).toEqual([false, false, false, false, true, false]);
  });
});

describe('after a few', () => {
  const plays = (...minutes: number[]) => moves(...minutes.map((minute) => ['play', minute] as const));

  test('the fifth play within ten minutes moves the feed', () => {
    expect(plays(0, 2, 4, 6, 10)).toEqual([false, false, false, false, true]);
  });

  test('plays and skips count together', () => {
    expect(moves(['play', 0], ['skip', 1], ['play', 2], ['skip', 3], ['play', 4]).at(-1)).toBe(true);
  });

  test('the count begins anew after it moved the feed', () => {
    expect(plays(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).map((moved, index) => [index + 1, moved] as const)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => [number, number % 5 === 0]),
    );
  });

  test('one play in more than ten minutes never moves it', () => {
    expect(plays(...Array.from({ length: 20 }, (_, index) => index * 11))).not.toContain(true);
  });

  test('plays that follow each other closely, but lie within more than ten minutes, do not', () => {
    expect(plays(0, 6, 12, 18, 24)).not.toContain(true);
  });

  test('plays that arrive in another order than they happened count all the same', () => {
    expect(plays(8, 0, 6, 2, 4)).toEqual([false, false, false, false, true]);
  });

  test('a play from long ago that arrives late does not count with those of now', () => {
    expect(plays(1000, 1001, 1002, 1003, 0)).not.toContain(true);
  });
});

describe('never', () => {
  test('what is only recorded', () => {
    expect(moves(...Array.from({ length: 20 }, () => ['impression', 0] as const))).not.toContain(true);
  });

  test('what waits for the batch, and it leaves the count as it is', () => {
    const pending = { since: 0, count: 4 };
    expect(decideReaction('batch', MINUTE, pending)).toEqual({ moves: false, pending });
  });
});
