import { loadDefinition, presets } from '@jophiel/domain';
import { dotDense, dotSparse, type SparseVector, toDense, vectorise } from '@jophiel/vectors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  learnedSum,
  anonymousListener,
  explainScore,
  type Listener,
  rankFeed,
  scoringOptionsOf,
  similarityByFeature,
} from './index.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const DAY = 86_400_000;
const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);

describe.each(presets)('in the domain %s', (preset) => {
  const options = scoringOptionsOf(loadDefinition(preset));
  const { layout, calculator } = options;

  /** Any item that the layout could make, at length 1. */
  const vectors = fc
    .uniqueArray(fc.integer({ min: 0, max: layout.dimensions - 1 }), { minLength: 1, maxLength: 60 })
    .chain((indices) =>
      fc
        .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: indices.length, maxLength: indices.length })
        .map((values): SparseVector => {
          const length = Math.hypot(...values) || 1;
          return {
            indices: Uint16Array.from(indices).sort(),
            values: Float32Array.from(values, (value) => value / length),
          };
        }),
    );
  const dense = (vector: SparseVector) => toDense(vector, layout.dimensions);

  test('what the features add sums to the cosine that ranks, of a taste as of another item', () => {
    fc.assert(
      fc.property(vectors, vectors, (item, other) => {
        const ofTaste = similarityByFeature(layout, item, dense(other)).map(({ similarity }) => similarity);
        const ofItem = similarityByFeature(layout, item, other).map(({ similarity }) => similarity);
        expect(Math.abs(sum(ofTaste) - dotDense(item, dense(other)))).toBeLessThan(1e-9);
        expect(Math.abs(sum(ofItem) - dotSparse(item, other))).toBeLessThan(1e-9);
      }),
    );
  });

  test('every part of the definition has its say, in its order, be it nothing', () => {
    const names = loadDefinition(preset).features.map(({ name }) => name);
    const { vector } = vectorise(layout, {});
    expect(similarityByFeature(layout, vector, vector)).toEqual(names.map((feature) => ({ feature, similarity: 0 })));
  });

  test('the parts sum to the score by which the feed is ranked, with a taste and without', () => {
    const someone = fc.record({
      taste: fc.option(vectors.map(dense), { nil: undefined }),
      creatorFollowed: fc.boolean(),
      popularity: fc.double({ min: 0, max: 1, noNaN: true }),
      ageDays: fc.double({ min: -1, max: 400, noNaN: true }),
    });
    fc.assert(
      fc.property(someone, vectors, ({ taste, creatorFollowed, popularity, ageDays }, vector) => {
        const publishedAt = now - ageDays * DAY;
        const listener: Listener = {
          ...anonymousListener('1'),
          taste,
          followedCreators: new Set(creatorFollowed ? ['7'] : []),
        };
        const item = { sampleId: '1', creatorId: '7', publishedAt, vector };
        const scene = { popularity: new Map([['1', popularity]]), now };
        const { score, scoreFinal, learned, parts, features } = explainScore(listener, item, options, {
          ...scene,
          diversity: 0,
        });
        const [ranked] = rankFeed(listener, [item], { calculator, ...scene, size: 1 });
        expect(Math.abs(sum(Object.values(parts)) - score)).toBeLessThan(1e-9);
        expect([scoreFinal, learned]).toEqual([ranked!.scoreFinal, learnedSum(ranked!.learned)]);
        expect(score).toBe(ranked!.score);
        if (taste === undefined) expect(features).toEqual([]);
        else expect(Math.abs(sum(features.map((part) => part.similarity)) - parts.similarity)).toBeLessThan(1e-9);
      }),
    );
  });

  test('a decision takes off ScoreFinal, and variety of what is added to it', () => {
    const { vector } = vectorise(layout, {});
    const listener = { ...anonymousListener('1'), decided: new Set(['1']) };
    const item = { sampleId: '1', creatorId: '7', publishedAt: now, vector };
    const told = explainScore(listener, item, options, { popularity: new Map([['1', 0.5]]), now, diversity: -0.25 });
    expect([told.parts.penalty, told.diversity]).toEqual([-1000, -0.25]);
    expect(told.scoreFinal + told.learned).toBeCloseTo(sum(Object.values(told.parts)), 9);
    expect(told.score).toBe(told.scoreFinal + told.learned - 0.25);
  });
});
