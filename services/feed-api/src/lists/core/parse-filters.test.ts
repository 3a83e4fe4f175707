import { loadDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { layoutOf, type Metadata, tokenName, vectorise } from '@jophiel/vectors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passes } from './filters.ts';
import { filterParser, filtersIn } from './parse-filters.ts';

const audio = loadDefinition('audio');
const films = loadDefinition('films');
const ofAudio = filterParser(audio.features);
const ofFilms = filterParser(films.features);

const keeps = (given: Record<string, unknown>, metadata: Metadata, seed?: Metadata) =>
  passes(ofAudio(given, { path: '/query', ...(seed === undefined ? {} : { seed }) }), metadata);

describe('terms', () => {
  test.each([
    ['trap', { genero: ['trap'] }, true],
    ['trap', { genero: 'TRAP' }, true],
    ['trap', { genero: ['jazz', 'trap'] }, true],
    ['trap', { genero: ['jazz'] }, false],
    ['trap', {}, false],
    ['rap', { genero: ['Hip-Hop'] }, true],
    ['jazz, trap', { genero: ['trap'] }, true],
    [['jazz', 'trap'], { genero: ['trap'] }, true],
    ['vaporcumbia', { genero: ['Vapor Cumbia'] }, true],
  ])('genre=%j of %j: %s', (genre, metadata, expected) => {
    expect(keeps({ genre }, metadata)).toBe(expected);
  });

  test('of a source in an inflecting language are found in every ending', () => {
    for (const emotion of ['melancólica', 'melancólico', 'melancholy'])
      expect(keeps({ emotion }, { emocion_es: ['Melancólicas'] })).toBe(true);
  });
});

describe('numbers', () => {
  test.each([
    ['120..130', 120, true],
    ['120..130', '130', true],
    ['120..130', 130.5, false],
    ['120..130', null, false],
    ['120..130', undefined, false],
    ['..130', 60, true],
    ['120..', 240, true],
    ['..130', 0, false],
    ['128', 128, true],
    ['128', 129, false],
    ['100~5%', 105, true],
    ['100±5%', 94.9, false],
  ])('tempo=%s of %j: %s', (tempo, bpm, expected) => {
    expect(keeps({ tempo }, { bpm })).toBe(expected);
  });

  test.each(['~5%', '±5%', ' ± 5 %'])('tempo=%s is relative to the seed', (tempo) => {
    expect([94, 95, 105, 106].map((bpm) => keeps({ tempo }, { bpm }, { bpm: 100 }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('positions on a circle', () => {
  test.each([
    ['C', 'C', 'major', true],
    ['C', 'C', 'minor', true],
    ['C', 'G', 'major', false],
    ['C major', 'C', 'minor', false],
    ['c MINOR', 'C', 'minor', true],
    ['C minor', 'Eb', 'major', true],
    ['C minor~1', 'G', 'minor', true],
    ['C minor ± 1', 'F', 'minor', true],
    ['C minor~1', 'D', 'minor', false],
    ['C minor~2', 'D', 'minor', true],
    ['C major~6', 'F#', 'major', true],
    ['C major~99', 'F#', 'major', true],
    ['Db', 'C#', 'major', true],
    ['F minor,D major', 'D', 'major', true],
  ])('key=%s of %s %s: %s', (key, tonalidad, escala, expected) => {
    expect(keeps({ key }, { tonalidad, escala })).toBe(expected);
  });

  test('a step around the position of the seed', () => {
    const near = (tonalidad: string) =>
      keeps({ key: '~1' }, { tonalidad, escala: 'minor' }, { tonalidad: 'A', escala: 'minor' });
    expect(['A', 'E', 'D', 'B'].map(near)).toEqual([true, true, true, false]);
  });
});

test('all conditions have to be met', () => {
  const given = { genre: 'trap', tempo: '..100' };
  expect(keeps(given, { genero: ['trap'], bpm: 90 })).toBe(true);
  expect(keeps(given, { genero: ['trap'], bpm: 140 })).toBe(false);
  expect(keeps(given, { genero: ['jazz'], bpm: 90 })).toBe(false);
});

test('no filter lets everything pass', () => {
  expect(keeps({}, {})).toBe(true);
});

test('what asks the same has one key, whatever its order and spelling', () => {
  const key = (given: Record<string, unknown>) => ofAudio(given, { path: '/query' }).key;
  expect(key({ tempo: '120 .. 130', genre: 'jazz,Hip Hop' })).toBe(key({ genre: 'rap,jazz', tempo: '120..130' }));
  expect(key({ genre: 'jazz' })).not.toBe(key({ genre: 'trap' }));
  expect(key({})).toBe('');
});

test('films are filtered by their own features', () => {
  const keep = (given: Record<string, unknown>, metadata: Metadata) =>
    passes(ofFilms(given, { path: '/query' }), metadata);
  const alien = { genres: ['Sci-Fi', 'horror'], directors: ['Ridley Scott'], language: 'en', year: 1979 };
  expect(
    keep({ genre: 'science fiction', year: '1970..1979', people: 'ridley scott', language: 'english' }, alien),
  ).toBe(true);
  expect(keep({ year: '1980..' }, alien)).toBe(false);
});

describe('refused with place, value and remedy is', () => {
  const fault = (given: Record<string, unknown>, seed?: Metadata) => {
    try {
      ofAudio(given, { path: '/query', ...(seed === undefined ? {} : { seed }) });
    } catch (error) {
      if (error instanceof JophielError) return { code: error.code, text: error.message, ...error.faults[0]! };
    }
    return undefined;
  };

  test.each([
    [{ genere: 'trap' }, 'genre, tags, emotion'],
    [{ genre: '' }, '1 to 100 characters'],
    [{ genre: 'trap,,jazz' }, '1 to 100 characters'],
    [{ genre: '!' }, '1 to 100 characters'],
    [{ genre: 'x'.repeat(101) }, '1 to 100 characters'],
    [{ genre: Array(21).fill('trap').join(',') }, '20 terms'],
    [{ type: 'lop' }, 'one shot, loop'],
    [{ tempo: 'fast' }, '10..20'],
    [{ tempo: '' }, '10..20'],
    [{ tempo: '..' }, '10..20'],
    [{ tempo: ['1..2', '3..4'] }, '10..20'],
    [{ tempo: '130..120' }, 'lower end'],
    [{ tempo: '~5%' }, '10..20'],
    [{ tempo: '~5' }, '10..20'],
    [{ tempo: '9'.repeat(16) }, '10..20'],
    [{ tempo: `0~${'9'.repeat(16)}%` }, '10..20'],
    [{ key: 'H' }, 'C, G, D'],
    [{ key: 'C dorian' }, 'major or minor'],
    [{ key: '' }, 'C, G, D'],
    [{ key: '~1' }, 'before the steps'],
    [{ key: 'C~1.5' }, 'C, G, D'],
  ])('%j', (given, remedy) => {
    const [[feature, value]] = Object.entries(given) as [[string, unknown]];
    const { code, path, problem, text } = fault(given)!;
    expect([code, path]).toEqual(['BODY_INVALID', `/query/${feature}`]);
    expect(problem).toContain(remedy);
    expect(text).toContain(feature);
    if (feature !== 'genere' && typeof value === 'string' && !value.includes(',')) expect(text).toContain(value);
  });

  test.each([{ tempo: '~5%' }, { key: '~1' }])('%j of a seed that does not say', (given) => {
    expect(fault(given, { genero: ['trap'] })!.problem).toContain('not known');
  });

  test('a feature without words', () => {
    const parse = filterParser([{ kind: 'dense', name: 'sound', weight: 1, key: 'embedding', dimensions: 8 }]);
    expect(() => parse({ sound: '1' }, { path: '/query' })).toThrow('cannot be filtered by');
  });
});

test("a route's own parameters are no filters", () => {
  const schema = { properties: { limit: {}, user_id: {} } };
  expect(filtersIn({ limit: 3, genre: 'trap', toString: 'x' }, schema)).toEqual({ genre: 'trap', toString: 'x' });
});

const layout = layoutOf(audio.features);
const someMetadata = fc.record({
  genero: fc.subarray(['trap', 'jazz', 'Hip Hop', 'vapor cumbia']),
  bpm: fc.oneof(fc.integer({ min: 20, max: 400 }), fc.double({ min: 20, max: 400, noNaN: true }), fc.constant(null)),
  tonalidad: fc.constantFrom('C', 'G', 'F#', 'Eb', 'A', null),
  escala: fc.constantFrom('major', 'minor', null),
});
const aBound = fc.integer({ min: 0, max: 400 });
const someFilters = fc.record(
  {
    genre: fc.subarray(['trap', 'rap', 'vaporcumbia'], { minLength: 1 }).map((terms) => terms.join(',')),
    tempo: fc.tuple(aBound, aBound).map(([a, b]) => `${Math.min(a, b)}..${Math.max(a, b)}`),
    key: fc.tuple(fc.constantFrom('C', 'F# minor', 'Eb major'), fc.nat(7)).map(([name, steps]) => `${name}~${steps}`),
  },
  { requiredKeys: [] },
);

test('every item that passes has a token of each condition, so an index finds all of them', () => {
  fc.assert(
    fc.property(someFilters, someMetadata, (given, metadata) => {
      const filters = ofAudio(given, { path: '/query' });
      const tokens = new Set(vectorise(layout, metadata).tokens.map(tokenName));
      if (passes(filters, metadata))
        for (const condition of filters.conditions)
          expect(condition.tokens.some((token) => tokens.has(token))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('a seed is within every distance of itself, and a wider filter keeps all that a narrower one does', () => {
  const known = someMetadata.filter(({ bpm, tonalidad }) => bpm !== null && tonalidad !== null);
  const reach = fc.tuple(fc.nat(6), fc.nat(6)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(known, someMetadata, reach, (seed, other, [narrow, wide]) => {
      const within = (size: number, metadata: Metadata) =>
        keeps({ key: `~${size}`, tempo: `~${size}%` }, metadata, seed);
      expect(within(narrow, seed)).toBe(true);
      if (within(narrow, other)) expect(within(wide, other)).toBe(true);
    }),
  );
});
