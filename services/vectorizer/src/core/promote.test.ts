import { describe, expect, test } from 'vitest';
import { heirsOf, inherit, lineageOf, succeed } from './promote.ts';
import type { Sample } from './sample.ts';

const analysis = {
  metadata: {},
  at: 0,
  eventId: 'e',
  vector: { indices: Uint16Array.of(1), values: Float32Array.of(1) },
  layout: 'l',
  features: {},
};
const sample = (sampleId: string, more: Partial<Sample> = {}): Sample => ({
  sampleId,
  creatorId: '7',
  publishedAt: 0,
  analysis,
  ...more,
});
const copy = (sampleId: string, duplicateOf: string, publishedAt = 0, more: Partial<Sample> = {}) =>
  sample(sampleId, { duplicateOf, publishedAt, ...more });
const byId = (...samples: readonly Sample[]) => new Map(samples.map((each) => [each.sampleId, each]));

function withoutAnalysis({ analysis: _, ...draft }: Sample): Sample {
  return draft;
}

describe('the heir of a recording', () => {
  test('does not exist for a removed original without duplicates', () => {
    expect(lineageOf('a', byId(sample('a')))).toEqual({ end: 'a' });
  });

  test('is the original at the end of any chain of removed duplicates', () => {
    expect(lineageOf('b', byId(copy('b', 'a')))).toEqual({ end: 'b', survivor: 'a' });
    expect(lineageOf('c', byId(copy('c', 'b'), copy('b', 'a')))).toEqual({ end: 'b', survivor: 'a' });
    expect(lineageOf('c', byId(copy('c', 'b'), copy('b', 'a'), sample('a')))).toEqual({ end: 'a' });
  });

  test('ends for samples that name each other', () => {
    expect(lineageOf('a', byId(copy('a', 'b')))).toEqual({ end: 'a', survivor: 'b' });
    expect(lineageOf('a', byId(copy('a', 'b'), copy('b', 'a')))).toEqual({ end: 'b' });
  });
});

describe('the heir', () => {
  test('is the earliest duplicate of each original', () => {
    const duplicates = [copy('late', 'a', 3), copy('early', 'a', 1), copy('other', 'b', 2)];
    const heirs = heirsOf(duplicates, byId(sample('a'), sample('b')));
    expect([...heirs].map(([end, { sampleId }]) => [end, sampleId])).toEqual([
      ['a', 'early'],
      ['b', 'other'],
    ]);
  });

  test('is no removed sample, and none that was never analysed', () => {
    const duplicates = [
      copy('gone', 'a', 1, { removedAt: 5 }),
      withoutAnalysis(copy('draft', 'a', 2)),
      copy('good', 'a', 3),
    ];
    expect(heirsOf(duplicates, byId(sample('a'))).get('a')).toMatchObject({ sampleId: 'good' });
    expect(heirsOf(duplicates.slice(0, 2), byId(sample('a'))).size).toBe(0);
  });

  test('is not needed where the original survives', () => {
    expect(heirsOf([copy('c', 'b')], byId(copy('b', 'a'))).size).toBe(0);
  });
});

test('a sample becomes the duplicate of its successor; without one, or as its own, it is an original', () => {
  expect(succeed(copy('b', 'a'), 'c')).toEqual(copy('b', 'c'));
  expect(succeed(copy('b', 'a'), 'b')).toEqual(sample('b'));
  expect(succeed(copy('b', 'a'), undefined)).toEqual(sample('b'));
});

describe('a sample that names an original', () => {
  test('that is listed, or unknown, stays its duplicate', () => {
    expect(inherit(copy('b', 'a'), sample('a'))).toEqual([copy('b', 'a')]);
    expect(inherit(copy('b', 'a'), undefined)).toEqual([copy('b', 'a')]);
  });

  test('that is removed becomes the heir, and the original names it', () => {
    expect(inherit(copy('b', 'a'), sample('a', { removedAt: 5 }))).toEqual([
      sample('b'),
      sample('a', { removedAt: 5, duplicateOf: 'b' }),
    ]);
  });

  test('that is removed and has an heir is its duplicate, or the heir itself', () => {
    const original = sample('a', { removedAt: 5, duplicateOf: 'b' });
    expect(inherit(copy('c', 'a'), original)).toEqual([copy('c', 'b')]);
    expect(inherit(copy('b', 'a'), original)).toEqual([sample('b')]);
  });

  test('and is removed itself inherits nothing', () => {
    const removed = copy('b', 'a', 0, { removedAt: 6 });
    expect(inherit(removed, sample('a', { removedAt: 5 }))).toEqual([removed]);
  });
});
