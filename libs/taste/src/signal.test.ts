import { interactionMeanings, loadDefinition } from '@jophiel/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contributionOf, foldSignal, type Happening, type Signal, signalKeyText } from './signal.ts';

const DAY = 86_400_000;
const domain = loadDefinition('audio');
const meanings = interactionMeanings(domain);
const recorded = interactionMeanings({ ...domain, interactions: { seen: { kind: 'record' } } }).get('seen')!;
const meaning = (name: string) => meanings.get(name)!;

const key = (interaction: string, collectionId = '') => ({ userId: 'u', sampleId: 's', interaction, collectionId });
const happening = (day: number, eventId = 'b'): Happening => ({ at: day * DAY, eventId });

/** Folds what the names say, one after another as they arrive. */
function arrive(...arrivals: readonly (readonly [name: string, happening: Happening])[]): Signal {
  return arrivals.reduce<Signal | undefined>(
    (signal, [name, each]) => foldSignal(signal, key(meaning(name).name), meaning(name), each),
    undefined,
  )!;
}

describe('a toggle', () => {
  test('is on after it was switched on and off after it was switched off', () => {
    expect(arrive(['like', happening(1)])).toEqual({ ...key('like'), amount: 1, at: DAY, eventId: 'b' });
    expect(arrive(['like', happening(1)], ['unlike', happening(2, 'a')])).toEqual({
      ...key('like'),
      amount: 0,
      at: 2 * DAY,
      eventId: 'a',
    });
  });

  test('is what the latest of its events says, whichever arrives first', () => {
    expect(arrive(['unlike', happening(2)], ['like', happening(1)]).amount).toBe(0);
    expect(arrive(['like', happening(3)], ['unlike', happening(2)])).toMatchObject({ amount: 1, at: 3 * DAY });
  });

  test('at one time is what the greater event id says, whichever arrives first', () => {
    expect(arrive(['like', happening(1, 'a')], ['unlike', happening(1, 'b')]).amount).toBe(0);
    expect(arrive(['unlike', happening(1, 'b')], ['like', happening(1, 'a')]).amount).toBe(0);
  });

  test('stays the very same when an older event comes late, or the same one again', () => {
    const on = arrive(['like', happening(2)]);
    expect(foldSignal(on, key('like'), meaning('unlike'), happening(1))).toBe(on);
    expect(foldSignal(on, key('like'), meaning('like'), happening(2))).toBe(on);
  });
});

test('a sample on two boards is two signals', () => {
  expect(signalKeyText(key('add_to_board', '1'))).not.toBe(signalKeyText(key('add_to_board', '2')));
});

describe('a repeat', () => {
  test('counts each time, an older one half after its half-life, in any order', () => {
    const [early, late] = [happening(0, 'a'), happening(30, 'b')];
    expect(arrive(['play', early], ['play', late])).toEqual({
      ...key('play'),
      amount: 1.5,
      at: 30 * DAY,
      eventId: 'b',
    });
    expect(arrive(['play', late], ['play', early])).toEqual({
      ...key('play'),
      amount: 1.5,
      at: 30 * DAY,
      eventId: 'b',
    });
  });

  test('at one time counts twice, under the greater event id', () => {
    expect(arrive(['play', happening(1, 'b')], ['play', happening(1, 'a')])).toMatchObject({ amount: 2, eventId: 'b' });
  });
});

describe('an exposure', () => {
  test('adds up as a repeat does, older ones counting less', () => {
    const [early, late] = [happening(0, 'a'), happening(7, 'b')];
    expect(arrive(['impression', early], ['impression', late])).toMatchObject({ amount: 1.5, at: 7 * DAY });
    expect(arrive(['impression', late], ['impression', early])).toMatchObject({ amount: 1.5, at: 7 * DAY });
  });

  test('adds nothing to a taste', () => {
    const shown = arrive(['impression', happening(1)]);
    expect(contributionOf(shown, meaning('impression'))).toBeUndefined();
  });
});

test.each([meaning('follow'), recorded])('$interaction.kind makes no signal', (each) => {
  expect(() => foldSignal(undefined, key(each.name), each, happening(1))).toThrow('makes no signal');
});

describe('what a signal adds to a taste', () => {
  test('is its weight times its amount as of its newest event', () => {
    const plays = arrive(['play', happening(0, 'a')], ['play', happening(30, 'b')]);
    expect(contributionOf(plays, meaning('play'))).toEqual({
      weight: expect.closeTo(0.3, 12),
      at: 30 * DAY,
      halfLifeDays: 30,
    });
    expect(contributionOf(arrive(['dislike', happening(1)]), meaning('dislike'))?.weight).toBe(-0.7);
  });

  test('is nothing once it was taken back', () => {
    const undone = arrive(['like', happening(1)], ['unlike', happening(2)]);
    expect(contributionOf(undone, meaning('like'))).toBeUndefined();
  });
});

test('different signals have different keys, whatever stands in the ids', () => {
  const id = fc.oneof(fc.string(), fc.constantFrom('', '"', ',', '","', '\\'));
  const anyKey = fc.record({ userId: id, sampleId: id, interaction: id, collectionId: id });
  fc.assert(
    fc.property(anyKey, anyKey, (one, other) => {
      const same = Object.values(one).every((value, index) => value === Object.values(other)[index]);
      expect(signalKeyText(one) === signalKeyText(other)).toBe(same);
    }),
  );
});
