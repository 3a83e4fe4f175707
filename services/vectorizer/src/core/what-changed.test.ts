import { causeWithoutEvent } from '@jophiel/events';
import { emptyVector } from '@jophiel/vectors';
import { describe, expect, test } from 'vitest';
import type { Sample } from './sample.ts';
import { whatChanged } from './what-changed.ts';

const now = new Date('2026-03-01T12:00:00Z');
const id = '00000000-0000-4000-8000-000000000001';
const about = { name: 'sample.analyzed', id, correlationId: 'the cause' };
const cause = causeWithoutEvent({ ...about, service: 'test', now });
const analysis = {
  metadata: { title: 'One' },
  at: 0,
  eventId: 'e',
  vector: { indices: Uint16Array.of(1, 2), values: Float32Array.of(0.6, 0.8) },
  layout: 'l',
  features: {},
};
const unseen: Sample = { sampleId: '1', creatorId: '7', publishedAt: 0 };
const there: Sample = { ...unseen, analysis };
const gone: Sample = { ...there, removedAt: 5 };
const alias: Sample = { ...there, duplicateOf: '9' };
const empty: Sample = { ...unseen, analysis: { ...analysis, vector: emptyVector } };

const names = (before: Sample | undefined, after: Sample) =>
  whatChanged(before, after, cause, now).map(({ envelope }) => envelope.event_name);
const vectorised = (before: Sample | undefined, after: Sample) =>
  whatChanged(before, after, cause, now).find(({ envelope }) => envelope.event_name === 'sample.vectorized')?.envelope
    .payload;

describe('no event is published for a sample', () => {
  test.each<[string, Sample | undefined, Sample]>([
    ['without a vector', undefined, unseen],
    ['that is unchanged', there, there],
    ['with changed metadata only', there, { ...there, analysis: { ...analysis, metadata: { title: 'Two' } } }],
    ['with the same content from another event', there, { ...there, analysis: { ...analysis, at: 9, eventId: 'f' } }],
    ['that was unknown and is removed', undefined, { ...unseen, removedAt: 5 }],
    ['that is removed again', gone, { ...gone, removedAt: 6 }],
  ])('%s', (_, before, after) => {
    expect(names(before, after)).toEqual([]);
  });
});

describe('sample.vectorized is published', () => {
  test.each<[string, Sample]>([
    [
      'another vector',
      { ...there, analysis: { ...analysis, vector: { ...analysis.vector, values: Float32Array.of(1, 0) } } },
    ],
    ['another layout', { ...there, analysis: { ...analysis, layout: 'm' } }],
    ['another creator', { ...there, creatorId: '8' }],
    ['an earlier publication', { ...there, publishedAt: -1 }],
  ])('with %s', (_, after) => {
    expect(names(there, after)).toEqual(['sample.vectorized']);
    expect(vectorised(there, after)).toMatchObject({ sample_id: '1', first: false, layout: after.analysis!.layout });
  });

  test.each<[string, Sample | undefined]>([
    ['never seen', undefined],
    ['a draft', unseen],
  ])('as the first vector of a sample that was %s', (_, before) => {
    expect(vectorised(before, there)).toMatchObject({ first: true, creator_id: '7' });
  });

  test('with the original for a duplicate, without it for an original', () => {
    expect(vectorised(undefined, alias)).toMatchObject({ duplicate_of: '9' });
    expect(vectorised(alias, there)).not.toHaveProperty('duplicate_of');
  });

  test('for a sample that is listed again', () => {
    expect(vectorised(gone, there)).toMatchObject({ first: false });
  });
});

describe('sample.removed is published', () => {
  test('when a listed sample is deleted or becomes an alias', () => {
    expect(names(there, gone)).toEqual(['sample.removed']);
    expect(names(there, alias)).toEqual(['sample.removed', 'sample.vectorized']);
    expect(names(there, empty)).toEqual(['sample.vectorized']);
  });

  test('only when it was listed before', () => {
    expect(names(alias, { ...alias, removedAt: 5 })).toEqual([]);
    expect(names(gone, { ...gone, duplicateOf: '9' })).toEqual([]);
  });
});

test('event ids derive from the cause, so that a repeat has the same ids', () => {
  const ids = () => whatChanged(there, alias, cause, now).map(({ envelope }) => envelope.event_id);
  expect(ids()).toEqual(ids());
  expect(new Set(ids()).size).toBe(2);
});
