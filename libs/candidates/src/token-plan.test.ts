import type { SparseVector } from '@jophiel/vectors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { options } from '../test/given-catalogue.ts';
import { type Catalogue, catalogueTokens, planTokens, type TokenPlan } from './token-plan.ts';

/** Each token has its own dimension, so its pull is the taste's value there. */
const axis = (index: number): SparseVector => ({ indices: Uint16Array.of(index), values: Float32Array.of(1) });

/** A catalogue and a taste from the pull and the frequency of each token. */
function given(samples: number, tokens: Readonly<Record<string, readonly [pull: number, frequency: number]>>) {
  const entries = Object.entries(tokens);
  const catalogue: Catalogue = {
    samples,
    tokens: entries.map(([name, [, frequency]], index) => ({ name, samples: frequency, vector: axis(index) })),
  };
  return { catalogue, taste: Float32Array.from(entries, ([, [pull]]) => pull) };
}

function planOf(
  samples: number,
  wanted: number,
  tokens: Readonly<Record<string, readonly [pull: number, frequency: number]>>,
): TokenPlan {
  const { catalogue, taste } = given(samples, tokens);
  return planTokens(catalogue, taste, wanted);
}

const names = ({ scoring }: TokenPlan) => scoring.map(({ name }) => name);

describe('a token', () => {
  test('that most samples have is not essential, even if strong, but adds to the score', () => {
    const plan = planOf(100_000, 200, { 'type:loop': [0.9, 70_000], 'genre:polka': [0.6, 3_000] });
    expect(plan.essential).toEqual(['genre:polka']);
    expect(names(plan)).toEqual(['type:loop', 'genre:polka']);
    expect(plan.essentialRows).toBe(3_000);
  });

  test('that most samples have is essential when there is no other', () => {
    const plan = planOf(100_000, 200, { 'type:loop': [0.9, 70_000], 'type:one shot': [-0.3, 30_000] });
    expect(plan.essential).toEqual(['type:loop']);
    expect(plan.essentialRows).toBe(70_000);
  });

  test('that is frequent is added to a rare one that has fewer samples than wanted', () => {
    const tokens = { 'genre:pop': [0.7, 15_000], 'tags:brass': [0.6, 12] } as const;
    expect(planOf(100_000, 200, tokens).essential).toEqual(['tags:brass', 'genre:pop']);
    const everywhere = { ...tokens, 'genre:pop': [0.7, 60_000] } as const;
    expect(planOf(100_000, 200, everywhere).essential).toEqual(['tags:brass', 'genre:pop']);
    expect(planOf(100_000, 10, everywhere).essential).toEqual(['tags:brass']);
  });

  test('with a negative or tiny pull is neither essential nor scoring', () => {
    const plan = planOf(1_000, 20, { for: [0.8, 10], away: [-0.8, 10], hardly: [0.01, 10], never: [0, 10] });
    expect(plan.essential).toEqual(['for']);
    expect(plan.scoring).toEqual([{ name: 'for', pull: expect.closeTo(0.8, 6) }]);
  });

  test('that is rare and weak, such as a hash collision, comes after the strong ones', () => {
    const plan = planOf(100_000, 200, {
      strong: [0.8, 4_000],
      alsoStrong: [0.7, 4_000],
      collision: [0.3, 2],
    });
    expect(plan.essential.toSorted()).toEqual(['alsoStrong', 'strong']);
    expect(planOf(100_000, 200, { strong: [0.8, 4_000], collision: [0.3, 2] }).essential).toEqual([
      'strong',
      'collision',
    ]);
  });
});

test('the sixteen tokens of the strongest pull score, at any frequency', () => {
  const frequent = Array.from({ length: 20 }, (_, index) => [`t${index}`, [0.5 - index / 100, 50_000] as const]);
  const plan = planOf(100_000, 200, { rare: [0.6, 6_000], ...Object.fromEntries(frequent) });
  expect(plan.essential).toEqual(['rare']);
  expect(names(plan)).toEqual(['rare', ...frequent.slice(0, 15).map(([name]) => name)]);
});

test('of two tokens with equal pull the rarer one is chosen', () => {
  const plan = planOf(100_000, 200, { frequent: [0.5, 6_000], rare: [0.5, 1] });
  expect(plan.essential).toEqual(['rare', 'frequent']);
});

test('a taste for several things searches for all of them, even when the rarest has enough samples', () => {
  const tokens = {
    'genre:funk': [0.56, 18_000],
    'genre:reggaeton': [0.46, 9_000],
    'type:loop': [0.54, 64_000],
    'tempo:o2': [0.2, 9_000],
  } as const;
  expect(planOf(100_000, 200, tokens).essential).toEqual(['genre:reggaeton', 'genre:funk']);
});

test('weak tokens are added up to the budget: a multiple of wanted, or a share of the catalogue', () => {
  const weak = Array.from({ length: 30 }, (_, index) => [`t${index}`, [0.2, 1_000]] as const);
  const tokens = { strong: [0.5, 1_000] as const, ...Object.fromEntries(weak) };
  expect(planOf(10_000, 200, tokens).essentialRows).toBe(2_000);
  expect(planOf(100_000, 200, tokens).essentialRows).toBe(6_000);
});

test('an empty catalogue, and a taste without matches, give an empty plan', () => {
  const nothing = { scoring: [], essential: [], essentialRows: 0 };
  expect(planOf(0, 200, {})).toEqual(nothing);
  expect(planOf(10, 200, { away: [-1, 10] })).toEqual(nothing);
});

const token = fc.tuple(fc.float({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 1, max: 5_000 }));
const tokenTable = (limit: number) =>
  fc
    .array(token, { maxLength: limit })
    .map((each) => Object.fromEntries(each.map((value, index) => [`t${index}`, value] as const)));

test('every plan scores the strongest and all essential tokens, each once with its pull', () => {
  fc.assert(
    fc.property(tokenTable(60), fc.integer({ min: 1, max: 200 }), (tokens, wanted) => {
      const plan = planOf(10_000, wanted, tokens);
      expect(new Set(names(plan)).size).toBe(plan.scoring.length);
      for (const { name, pull } of plan.scoring) expect(pull).toBeCloseTo(tokens[name]![0], 6);
      const pulling = Object.values(tokens).filter(([pull]) => Math.fround(pull) > 0.02);
      const strongest = pulling.map(([pull]) => Math.fround(pull)).sort((a, b) => b - a);
      const scored = plan.scoring.map(({ pull }) => pull).sort((a, b) => b - a);
      expect(scored.slice(0, 16)).toEqual(strongest.slice(0, 16));
      expect(names(plan)).toEqual(expect.arrayContaining([...plan.essential]));
      expect(plan.essential.length > 0).toBe(pulling.length > 0);
    }),
  );
});

test('no plan exceeds its budget, unless it has too few samples without its last token', () => {
  fc.assert(
    fc.property(tokenTable(60), fc.integer({ min: 1, max: 200 }), (tokens, wanted) => {
      const { essential, essentialRows } = planOf(10_000, wanted, tokens);
      const rows = essential.map((name) => tokens[name]![1]);
      expect(essentialRows).toBe(rows.reduce((sum, each) => sum + each, 0));
      const isWithin = essentialRows <= Math.max(2 * Math.max(10 * wanted, 600), 3_000);
      expect(isWithin || essentialRows - rows.at(-1) < wanted).toBe(true);
    }),
  );
});

/** Samples as sets of tokens, and the pull of each token. */
const smallCatalogue = fc.integer({ min: 1, max: 12 }).chain((tokens) =>
  fc.record({
    pulls: fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: tokens, maxLength: tokens }),
    samples: fc.array(fc.uniqueArray(fc.nat({ max: tokens - 1 }), { minLength: 1 }), { minLength: 1, maxLength: 40 }),
    wanted: fc.integer({ min: 1, max: 10 }),
  }),
);

const overlap = (sample: readonly number[], pulls: readonly number[]) =>
  sample.map((index) => (pulls[index]! > 0.02 ? pulls[index]! : 0)).reduce((sum, pull) => sum + pull, 0);

test('in a catalogue within the budget, all of the best by weighted overlap have an essential token', () => {
  fc.assert(
    fc.property(smallCatalogue, ({ pulls, samples, wanted }) => {
      const frequency = (index: number) => samples.filter((sample) => sample.includes(index)).length;
      const frequencies = pulls.map((_, index) => frequency(index));
      fc.pre(frequencies.reduce((sum, each) => sum + each, 0) <= 10 * wanted);
      const tokens = Object.fromEntries(
        pulls.flatMap((pull, index) =>
          frequencies[index] === 0 ? [] : [[String(index), [pull, frequencies[index]!] as const]],
        ),
      );
      const essential = new Set(planOf(samples.length, wanted, tokens).essential);
      const best = samples
        .filter((sample) => overlap(sample, pulls) > 0)
        .sort((a, b) => overlap(b, pulls) - overlap(a, pulls))
        .slice(0, wanted);
      for (const sample of best) expect(sample.some((index) => essential.has(String(index)))).toBe(true);
    }),
  );
});

test('beyond the budget, an omitted token pulls less than the essential ones, or did not fit', () => {
  fc.assert(
    fc.property(tokenTable(30), (tokens) => {
      const [samples, wanted] = [10_000, 50];
      const plan = planOf(samples, wanted, tokens);
      const essential = new Set(plan.essential);
      const strongest = Math.max(...Object.values(tokens).map(([pull]) => pull), 0);
      const isStrong = (pull: number) => pull >= 0.45 * strongest;
      const weakIsEssential = plan.essential.some((name) => !isStrong(tokens[name]![0]));
      if (!weakIsEssential) return;
      // A weak token is essential only after every strong one was taken or did not fit.
      for (const [name, [pull, frequency]] of Object.entries(tokens))
        if (isStrong(pull) && pull > 0.02 && !essential.has(name))
          expect(plan.essentialRows + frequency).toBeGreaterThan(2 * Math.max(10 * wanted, 0.06 * samples));
    }),
  );
});

test('terms of older definitions, which the layout does not know, are ignored', () => {
  const terms = ['genre:trap', 'colour:blue', 'tempo:nonsense'].map((name) => ({ name, samples: 3 }));
  expect(catalogueTokens(options.layout, terms).map(({ name }) => name)).toEqual(['genre:trap']);
});
