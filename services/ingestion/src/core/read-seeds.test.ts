import type { SeedsBody } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { expect, test } from 'vitest';
import { seedsReader } from './read-seeds.ts';

const audio = loadDefinition('audio');
const readAt = seedsReader(audio);
const read = (body: SeedsBody) => readAt(body, '/body');

function refusal(body: SeedsBody, reading = readAt) {
  try {
    return { accepted: reading(body, '/body') };
  } catch (error) {
    if (error instanceof JophielError) return { code: error.code, message: error.message, faults: error.faults };
    throw error;
  }
}

test('samples and terms are read, the ids as text, with the weight of the definition', () => {
  expect(read({ sample_ids: [1001, '1002'], terms: { genre: ['Trap', 'polka'], tags: ['dusty vinyl'] } })).toEqual({
    chosen: { sampleIds: ['1001', '1002'], terms: { genre: ['Trap', 'polka'], tags: ['dusty vinyl'] } },
    weight: audio.seeds!.weight,
  });
});

test('an empty body is the choice of nothing', () => {
  expect(read({}).chosen).toEqual({ sampleIds: [], terms: {} });
});

const usable = 'use genre, tags, emotion';

test.each([
  [{ sample_ids: [7, 'alien'] }, '/body/sample_ids/1', 'must be an integer from 0 to 9007199254740991', '"alien"'],
  [{ sample_ids: [7, 8, '7'] }, '/body/sample_ids/2', 'repeats /body/sample_ids/0; leave one of them out', '"7"'],
  [{ terms: { colour: ['red'] } }, '/body/terms/colour', 'is no feature of the domain definition', '["red"]'],
  [{ terms: { 'a/b': ['c'] } }, '/body/terms/a~1b', usable, '["c"]'],
  [{ terms: { tempo: ['fast'] } }, '/body/terms/tempo', `of kind "number", without terms; ${usable}`, '["fast"]'],
  [{ terms: { genre: ['trap', '  '] } }, '/body/terms/genre/1', 'has no letter or digit; leave it out', '"  "'],
  [{ terms: { genre: ['Hip-Hop', 'trap', 'rap'] } }, '/body/terms/genre/2', 'is the same term as number 0', '"rap"'],
  [{ terms: { tags: ['polka', 'Pólka'] } }, '/body/terms/tags/1', 'is the same term as number 0', '"Pólka"'],
])('%j is refused at %s', (body, path, problem, value) => {
  expect(refusal(body)).toMatchObject({
    code: 'BODY_INVALID',
    message: expect.stringContaining(path),
    faults: [{ path, problem: expect.stringContaining(problem), value }],
  });
});

test('a term that no vector has a place for is refused', () => {
  const features = audio.features.map((feature) =>
    feature.kind === 'terms' && feature.name === 'genre' ? { ...feature, hashedDimensions: 0 } : feature,
  );
  const strict = seedsReader({ ...audio, features });
  expect(refusal({ terms: { genre: ['trap', 'polka'] } }, strict)).toMatchObject({
    code: 'BODY_INVALID',
    faults: [
      { path: '/body/terms/genre/1', problem: expect.stringContaining('use one of its terms'), value: '"polka"' },
    ],
  });
});

test('every fault is named at once', () => {
  const { faults } = refusal({ sample_ids: [1, 1], terms: { colour: [], genre: ['!', 'trap', 'trap'] } });
  expect(faults!.map(({ path }) => path)).toEqual([
    '/body/sample_ids/1',
    '/body/terms/colour',
    '/body/terms/genre/0',
    '/body/terms/genre/2',
  ]);
});

test('where seeds do not count, they are refused with the setting', () => {
  const off = seedsReader({ ...audio, seeds: { weight: 0, halfLifeDays: 90 } });
  expect(refusal({ sample_ids: [1] }, off)).toMatchObject({
    code: 'SEEDS_OFF',
    message: expect.stringContaining('seeds.weight above 0'),
  });
  expect(off({}, '/body').chosen).toEqual({ sampleIds: [], terms: {} });
});
