import { loadDefinition, type TermsFeature } from '@jophiel/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeVector,
  dotSparse,
  encodeVector,
  layoutOf,
  norm,
  similarityByBlock,
  tokenName,
  tokenVector,
  vectorise,
} from './index.ts';

const audio = layoutOf(loadDefinition('audio').features);
const similarity = (a: object, b: object) =>
  dotSparse(vectorise(audio, a as never).vector, vectorise(audio, b as never).vector);
const tokens = (metadata: object) => vectorise(audio, metadata as never).tokens.map(tokenName);

describe('every vector', () => {
  test('has length 1, whatever the metadata, or no entries at all', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('bpm', 'tonalidad', 'escala', 'tipo', 'genero', 'tags', 'x'), fc.anything()),
        (metadata) => {
          const { vector } = vectorise(audio, metadata);
          const length = norm(vector.values);
          expect(vector.indices.length === 0 || Math.abs(length - 1) < 1e-6).toBe(true);
          expect(vector.indices.every((index) => index < audio.dimensions)).toBe(true);
        },
      ),
    );
  });

  test('survives being stored, also at an odd place of a larger buffer', () => {
    const { vector } = vectorise(audio, { bpm: 120, genero: ['trap', 'something new'], tags: ['dark'] });
    const stored = Buffer.concat([Buffer.from('x'), encodeVector(vector)]).subarray(1);
    expect(decodeVector(stored)).toEqual(vector);
  });

  test('has as many dimensions as its layout says, vocabulary and hashing included', () => {
    const features = loadDefinition('audio').features;
    const genre = features.find((feature) => feature.name === 'genre');
    if (genre?.kind !== 'terms') throw new Error('genre is made of terms');
    const everyTerm = genre.vocabulary.map((entry) => (typeof entry === 'string' ? entry : entry.term));
    const { vector } = vectorise(layoutOf([genre]), { genero: everyTerm });
    expect(vector.indices.length).toBe(everyTerm.length);
    expect(layoutOf([genre]).dimensions).toBe(everyTerm.length + genre.hashedDimensions);
  });
});

describe('terms', () => {
  test('count by their strength where the definition says how, and are there or not where it does not', () => {
    const feature: TermsFeature = {
      kind: 'terms',
      name: 'labels',
      weight: 1,
      from: [{ key: 'labels' }],
      vocabulary: ['rock', 'pop'],
      hashedDimensions: 0,
    };
    const valuesOf = (strength?: 'linear' | 'logarithmic', labels: unknown = { rock: 4, pop: 1 }) => {
      const { vector } = vectorise(layoutOf([{ ...feature, ...(strength === undefined ? {} : { strength }) }]), {
        labels,
      });
      return vector.values[0]! / vector.values[1]!;
    };
    expect(valuesOf()).toBe(1);
    expect(valuesOf('linear')).toBeCloseTo(4, 5);
    expect(valuesOf('logarithmic')).toBeCloseTo(1 + Math.log(4), 5);
    expect(valuesOf('linear', [['rock', 0.25], 'pop', ['rock', 0.5]])).toBeCloseTo(0.5, 5);
  });

  test('aliases and spellings are one dimension', () => {
    for (const genre of ['hip hop', 'hip-hop', 'HipHop', 'rap'])
      expect(similarity({ genero: ['hip hop'] }, { genero: [genre] })).toBeCloseTo(1, 6);
  });

  test('Spanish gender, number and accents fold into the English term', () => {
    for (const word of ['melancólica', 'melancólico', 'melancólicos', 'Melancolicas'])
      expect(similarity({ emocion: ['melancholic'] }, { emocion_es: [word] })).toBeCloseTo(1, 6);
  });

  test('a text and an array of one text are the same', () => {
    expect(similarity({ tipo: 'one shot' }, { tipo: ['one-shot'] })).toBeCloseTo(1, 6);
  });

  test('unknown terms are told from known ones, and still compare', () => {
    const { tokens } = vectorise(audio, { genero: ['trap', 'Space Polka'] });
    expect(tokens).toEqual([
      { feature: 'genre', key: 'trap', label: 'trap', known: true },
      { feature: 'genre', key: 'spacepolka', label: 'Space Polka', known: false },
    ]);
    expect(similarity({ genero: ['Space Polka'] }, { genero: ['space-polka'] })).toBeCloseTo(1, 6);
  });

  test('a feature without a vocabulary has no unknown terms', () => {
    expect(vectorise(audio, { tags: ['anything'] }).tokens[0]?.known).toBe(true);
  });
});

describe('tempo', () => {
  const tempo = layoutOf(loadDefinition('audio').features.filter((feature) => feature.name === 'tempo'));
  const near = (a: unknown, b: unknown) =>
    dotSparse(vectorise(tempo, { bpm: a }).vector, vectorise(tempo, { bpm: b }).vector);

  test('near tempos are similar, half and double time nearly so, others not', () => {
    expect(near(120, 120)).toBeCloseTo(1, 6);
    expect(near(120, 122)).toBeGreaterThan(0.97);
    expect(near(70, 140)).toBeGreaterThan(0.65);
    expect(near(70, 140)).toBeLessThan(0.9);
    expect(near(70, 140)).toBeGreaterThan(near(70, 100));
    expect(near(70, 100)).toBeGreaterThanOrEqual(0);
  });

  test.each([null, undefined, 0, -3, Number.NaN, 'fast', [], {}])('%j says nothing', (bpm) => {
    expect(vectorise(tempo, { bpm }).vector.indices.length).toBe(0);
  });

  test('a float and a numeric text are accepted', () => {
    expect(near(148.1, '148.1')).toBeCloseTo(1, 6);
  });

  test('null bpm is neutral: it costs nothing against an item of the same other features', () => {
    const rock = { genero: ['rock'] };
    expect(similarity({ ...rock, bpm: null }, rock)).toBeCloseTo(1, 6);
    expect(similarity({ ...rock, bpm: null }, { ...rock, bpm: 40 })).toBeCloseTo(
      similarity(rock, { ...rock, bpm: 180 }),
      6,
    );
  });
});

describe('key', () => {
  const key = layoutOf(loadDefinition('audio').features.filter((feature) => feature.name === 'key'));
  const near = (a: object, b: object) =>
    dotSparse(vectorise(key, a as never).vector, vectorise(key, b as never).vector);
  const major = (tonalidad: string) => ({ tonalidad, escala: 'major' });

  test('follows the circle of fifths', () => {
    const distances = ['C', 'G', 'D', 'A', 'E'].map((other) => near(major('C'), major(other)));
    expect(distances).toEqual([...distances].sort((a, b) => b - a));
    expect(near(major('C'), major('G'))).toBeGreaterThan(0.5);
    expect(near(major('C'), major('F#'))).toBe(0);
  });

  test('a minor key stands with its relative major; flats are the same as sharps', () => {
    expect(near({ tonalidad: 'A', escala: 'minor' }, major('C'))).toBeCloseTo(1, 6);
    expect(near(major('Db'), major('C#'))).toBeCloseTo(1, 6);
  });

  test('without a mode it stands between both', () => {
    const open = near({ tonalidad: 'A', escala: null }, major('C'));
    expect(open).toBeGreaterThan(0.4);
    expect(open).toBeLessThan(1);
  });

  test.each([null, 'H', 7, ['C']])('%j says nothing', (tonalidad) => {
    expect(vectorise(key, { tonalidad }).vector.indices.length).toBe(0);
  });
});

test('the cosine of two full items is the weighted mean of their blocks', () => {
  const features = loadDefinition('audio').features.filter((feature) => ['genre', 'type'].includes(feature.name));
  const layout = layoutOf(features);
  const one = vectorise(layout, { genero: ['rock'], tipo: 'loop' }).vector;
  const other = vectorise(layout, { genero: ['jazz'], tipo: 'loop' }).vector;
  const [genre, type] = ['genre', 'type'].map((name) => features.find((feature) => feature.name === name)!.weight) as [
    number,
    number,
  ];
  expect(dotSparse(one, other)).toBeCloseTo(type / (genre + type), 6);
});

test('the parts of a similarity, feature by feature, sum to it', () => {
  const item = vectorise(audio, {
    bpm: 100,
    genero: ['rock'],
    tags: ['dark', 'heavy'],
    tonalidad: 'E',
    escala: 'minor',
  }).vector;
  const taste = Float32Array.from({ length: audio.dimensions }, (_, index) => Math.sin(index));
  const parts = similarityByBlock(audio, taste, item);
  const whole = [...item.indices].reduce((sum, index, i) => sum + item.values[i]! * taste[index]!, 0);
  expect(Object.keys(parts).sort()).toEqual(['genre', 'key', 'mode', 'tags', 'tempo']);
  expect(Object.values(parts).reduce((a, b) => a + b, 0)).toBeCloseTo(whole, 9);
});

test('a token pulls the way in which its items point', () => {
  const metadata = {
    bpm: 123,
    genero: ['trap', 'Space Polka'],
    tags: ['dark'],
    tonalidad: 'E',
    escala: 'minor',
    tipo: 'loop',
  };
  for (const name of tokens(metadata)) {
    const pull = tokenVector(audio, name);
    expect(pull, name).toBeDefined();
    expect(dotSparse(pull!, vectorise(audio, metadata).vector), name).toBeGreaterThan(0);
  }
  expect(tokenVector(audio, 'colour:blue')).toBeUndefined();
  expect(tokenVector(audio, 'tempo:nonsense')).toBeUndefined();
});

test('half and double time share a token', () => {
  expect(tokens({ bpm: 70 })).toEqual(tokens({ bpm: 140 }));
});

test('another definition of the features is another layout', () => {
  const features = loadDefinition('audio').features;
  const reweighted = features.map((feature) => (feature.name === 'genre' ? { ...feature, weight: 9 } : feature));
  expect(layoutOf(features).id).toBe(audio.id);
  expect(layoutOf(reweighted).id).not.toBe(audio.id);
});

test('films: the same encoders make the DNA of another domain', () => {
  const films = layoutOf(loadDefinition('films').features);
  const vector = (metadata: object) => vectorise(films, metadata as never).vector;
  const noir = vector({ genres: ['Crime', 'Film-Noir'], year: 1946, directors: ['Howard Hawks'] });
  const alike = vector({ genres: ['crime', 'noir'], year: 1944, cast: ['Humphrey Bogart'] });
  const other = vector({ genres: ['Children', 'Musical'], year: 2005 });
  expect(dotSparse(noir, alike)).toBeGreaterThan(0.6);
  expect(dotSparse(noir, other)).toBeLessThan(0.1);
});
