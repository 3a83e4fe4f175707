import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backBelow, changeReason, type Choice, chooseSource, firstChoice, missesAnn } from './choose-source.ts';

const annFrom = 300_000;

/** The source after each step, and the reasons of the changes. */
function follow(steps: readonly (readonly [samples: number, annAnswers: boolean])[]) {
  let choice = firstChoice;
  return steps.map(([samples, annAnswers]) => {
    const before = choice;
    choice = chooseSource(before, { samples, annFrom, annAnswers });
    return [choice.source, changeReason(before, choice)];
  });
}

describe('«umbral crítico (ej. +300,000)»', () => {
  test('PostgreSQL is the source below it, ann from it on', () => {
    expect(
      follow([
        [0, true],
        [299_999, true],
        [300_000, true],
        [1_000_000, true],
      ]),
    ).toEqual([
      ['postgres', undefined],
      ['postgres', undefined],
      ['ann', 'large_catalogue'],
      ['ann', undefined],
    ]);
  });

  test('PostgreSQL takes over again below 90 % of it', () => {
    expect(
      follow([
        [300_000, true],
        [299_999, true],
        [270_000, true],
        [269_999, true],
        [299_999, true],
      ]),
    ).toEqual([
      ['ann', 'large_catalogue'],
      ['ann', undefined],
      ['ann', undefined],
      ['postgres', 'small_catalogue'],
      ['postgres', undefined],
    ]);
  });

  test('above it PostgreSQL is the source while ann does not answer, or never did', () => {
    expect(
      follow([
        [300_000, false],
        [300_001, true],
        [300_002, false],
        [300_003, true],
      ]),
    ).toEqual([
      ['postgres', undefined],
      ['ann', 'ann_answers'],
      ['postgres', 'ann_away'],
      ['ann', 'ann_answers'],
    ]);
  });

  test('a process that starts inside the band uses PostgreSQL', () => {
    expect(follow([[280_000, true]])).toEqual([['postgres', undefined]]);
  });
});

test('ann is missed only when the catalogue is large enough', () => {
  const small = chooseSource(firstChoice, { samples: 10, annFrom, annAnswers: false });
  const large = chooseSource(firstChoice, { samples: annFrom, annFrom, annAnswers: false });
  expect([small, large].map(missesAnn)).toEqual([false, true]);
  expect(missesAnn(chooseSource(large, { samples: annFrom, annFrom, annAnswers: true }))).toBe(false);
});

test('when the catalogue shrinks while ann is away, the source stays and nothing is missed', () => {
  const large = chooseSource(firstChoice, { samples: annFrom, annFrom, annAnswers: false });
  const small = chooseSource(large, { samples: 1, annFrom, annAnswers: false });
  expect(changeReason(large, small)).toBeUndefined();
  expect(missesAnn(small)).toBe(false);
});

test.each([
  [1, 1],
  [9, 9],
  [10, 9],
  [15, 14],
  [300_000, 270_000],
])('with a threshold of %i PostgreSQL takes over below %i', (threshold, expected) => {
  expect(backBelow(threshold)).toBe(expected);
});

test('sizes inside the band never change the source', () => {
  const choices = fc.constantFrom<Choice>(firstChoice, { bySize: 'ann', source: 'ann' });
  const inside = fc.integer({ min: 270_000, max: 299_999 });
  fc.assert(
    fc.property(choices, fc.array(inside, { maxLength: 20 }), (before, sizes) => {
      const after = sizes.reduce(
        (choice, samples) => chooseSource(choice, { samples, annFrom, annAnswers: true }),
        before,
      );
      expect(after).toEqual(before);
    }),
  );
});
