import { loadDefinition } from '@jophiel/domain';
import { emptySums, type SparseVector, tasteAt } from '@jophiel/vectors';
import { expect, test } from 'vitest';
import { foldedInteraction, foldInteraction, foldOptionsOf, foldSums, stateOf, type UserState } from './index.ts';

/* Tastes worked out by hand, so that the fold and its reference are held to something else than each other. */

const DAY = 86_400_000;
const START = Date.parse('2026-03-01T12:00:00Z');
const fold = foldOptionsOf({
  ...loadDefinition('audio'),
  interactions: {
    like: { kind: 'toggle', undo: 'unlike', weight: 1, halfLifeDays: 10, definitive: true, reaction: 'immediate' },
    dislike: {
      kind: 'toggle',
      undo: 'undislike',
      weight: -1,
      halfLifeDays: 20,
      definitive: true,
      reaction: 'immediate',
    },
    play: { kind: 'repeat', weight: 0.5, halfLifeDays: 10, definitive: false, reaction: 'immediate' },
  },
});
const axis = (index: number): SparseVector => ({ indices: Uint16Array.of(index), values: Float32Array.of(1) });
const vectors = new Map([
  ['east', axis(0)],
  ['north', axis(1)],
]);

let events = 0;
function does(state: UserState, name: string, sampleId: string, day: number): void {
  const at = START + day * DAY;
  const named = {
    userId: 'u',
    name,
    sampleId,
    creatorId: undefined,
    collectionId: undefined,
    at,
    eventId: `${events++}`,
  };
  foldInteraction(state, foldedInteraction(named, fold.meanings)!, { ...fold, dimensions: 2, vectors });
  if (!state.needsRefold) return;
  const known = [...state.signals.values()].map((signal) => ({ signal, vector: vectors.get(signal.sampleId)! }));
  state.profile = { ...state.profile, sums: foldSums(known, { ...fold, dimensions: 2 }) };
  state.needsRefold = false;
}

const taste = ({ profile }: UserState, day: number) => [...(tasteAt(profile.sums, START + day * DAY) ?? [])];
const close = (...values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
const someone = () => stateOf({ userId: 'u', version: 0, layout: 'l', sums: emptySums(), reaction: undefined });

test('a like has halved after its half-life, and two plays of half its weight outweigh it', () => {
  const user = someone();
  does(user, 'like', 'east', 0);
  expect(taste(user, 0)).toEqual(close(1, 0));
  does(user, 'play', 'north', 10);
  does(user, 'play', 'north', 10);
  // East ½, north 1: over √1.25.
  expect(taste(user, 10)).toEqual(close(0.4472136, 0.8944272));
  // All of one half-life fades alike: the direction stays.
  expect(taste(user, 30)).toEqual(close(0.4472136, 0.8944272));
});

test('what fades at another pace turns the taste, and what is taken back leaves nothing', () => {
  const user = someone();
  does(user, 'like', 'east', 0);
  does(user, 'play', 'north', 10);
  does(user, 'play', 'north', 10);
  does(user, 'dislike', 'east', 10);
  // East ½ − 1, north 1.
  expect(taste(user, 10)).toEqual(close(-0.4472136, 0.8944272));
  // Twenty days later: likes and plays at ¼, the dislike at ½. East ⅛ − ½, north ¼: over √(0.140625 + 0.0625).
  expect(taste(user, 30)).toEqual(close(-0.8320503, 0.5547002));
  does(user, 'unlike', 'east', 30);
  // East −½, north ¼: over √0.3125.
  expect(taste(user, 30)).toEqual(close(-0.8944272, 0.4472136));
  does(user, 'undislike', 'east', 30);
  expect(taste(user, 30)).toEqual(close(0, 1));
});

test('a play that comes late counts from the time at which it happened', () => {
  const user = someone();
  does(user, 'like', 'north', 20);
  does(user, 'play', 'east', 10);
  does(user, 'play', 'east', 0);
  // As of day 20: ½ · ½ + ½ · ¼ = ⅜ east, 1 north: over √1.140625.
  expect(taste(user, 20)).toEqual(close(0.3511234, 0.9363292));
});
