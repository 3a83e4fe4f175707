import type { Feature } from '@jophiel/domain';
import { describe, expect, test } from 'vitest';
import { layoutOf, type Metadata, vectorise } from './index.ts';

/*
 * Vectors worked out by hand from the definition of each encoder, so that the encoders are held to something else than
 * themselves. A change here changes what is stored: `ENCODING` in layout.ts must then rise.
 */

function vectorOf(features: readonly Feature[], metadata: Metadata): number[] {
  const layout = layoutOf(features);
  const dense = Array.from({ length: layout.dimensions }, () => 0);
  const { vector } = vectorise(layout, metadata);
  vector.indices.forEach((index, place) => (dense[index] = vector.values[place]!));
  return dense;
}

/** To seven digits, which is what a float32 holds. */
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

const terms: Feature = {
  kind: 'terms',
  name: 'genre',
  weight: 3,
  from: [{ key: 'genre' }],
  vocabulary: ['rock', 'jazz', 'trap'],
  hashedDimensions: 16,
};
const hashedAt = (entries: Readonly<Record<number, number>>) =>
  Array.from({ length: 16 }, (_, index) => entries[index] ?? 0);

describe('terms', () => {
  test('of the vocabulary have a dimension each, in its order, and are equally loud', () => {
    const half = Math.sqrt(1 / 2);
    expect(vectorOf([terms], { genre: ['trap', 'jazz'] })).toEqual(close([0, half, half, ...hashedAt({})]));
  });

  test('of no vocabulary are hashed into two dimensions with signs', () => {
    // printf wonky | sha256sum begins with 84d09ebc ef6d0f91 e9. As little-endian numbers: 0xbc9ed084 mod 16 = 4;
    // 0x910f6def mod 15 = 13, and (4 + 1 + 13) mod 16 = 2. The last bits of 0xe9 are 01: plus, then minus.
    const half = Math.sqrt(1 / 2);
    expect(vectorOf([terms], { genre: 'wonky' })).toEqual(close([0, 0, 0, ...hashedAt({ 4: half, 2: -half })]));
  });
});

describe('a number', () => {
  test('is spread over the bins around it, falling to 0 at two bins', () => {
    const loudness: Feature = {
      kind: 'number',
      name: 'loudness',
      weight: 1,
      key: 'loudness',
      scale: 'linear',
      range: { from: 0, to: 100 },
      bins: 5,
    };
    // A bin each 25: 30 stands at 1.2, so 1 − |1.2 − bin| / 2. 0.16 + 0.81 + 0.36 + 0.01 = 1.34.
    const length = Math.sqrt(1.34);
    const expected = [0.4, 0.9, 0.6, 0.1, 0].map((weight) => weight / length);
    expect(vectorOf([loudness], { loudness: 30 })).toEqual(close(expected));
    expect(vectorOf([loudness], { loudness: ' 30.0 ' })).toEqual(close(expected));
    // Beyond the range is its end: 1, ½ over √1.25.
    expect(vectorOf([loudness], { loudness: -7 })).toEqual(close([0.8944272, 0.4472136, 0, 0, 0]));
  });

  test('with octaves stands on a circle too, where its double is at the same place', () => {
    const tempo: Feature = {
      kind: 'number',
      name: 'tempo',
      weight: 1,
      key: 'bpm',
      scale: 'logarithmic',
      range: { from: 64, to: 256 },
      bins: 3,
      octaves: { bins: 4, share: 0.75 },
    };
    // log2 64, 128, 256 are 6, 7, 8: positions 0, 1, 2 of the line, at length √¼. All are at place 0 of the circle, whose
    // bins 3, 0 and 1 get ½, 1, ½ over √1.5, at length √¾.
    const [side, top] = [0.5 * Math.sqrt(0.5), Math.sqrt(0.5)];
    const circle = [top, side, 0, side];
    const middle = [0.5 / Math.sqrt(1.5) / 2, 1 / Math.sqrt(1.5) / 2, 0.5 / Math.sqrt(1.5) / 2];
    expect(vectorOf([tempo], { bpm: 128 })).toEqual(close([...middle, ...circle]));
    expect(vectorOf([tempo], { bpm: 64 })).toEqual(close([0.4472136, 0.2236068, 0, ...circle]));
  });
});

describe('a position on a circle', () => {
  const key: Feature = {
    kind: 'cycle',
    name: 'key',
    weight: 1,
    key: 'key',
    positions: [['C'], ['G'], ['D'], ['A', 'La']],
    shift: { key: 'scale', by: { major: 0, minor: 3 } },
  };

  test('reaches half into its neighbours, also over the end', () => {
    // ½, 1, ½ over √1.5.
    const [side, top] = [0.4082483, 0.8164966];
    expect(vectorOf([key], { key: 'D', scale: 'major' })).toEqual(close([0, side, top, side]));
    expect(vectorOf([key], { key: 'la', scale: 'major' })).toEqual(close([side, 0, side, top]));
  });

  test('is shifted by the second key; without it, every shift counts', () => {
    const [side, top] = [0.4082483, 0.8164966];
    // G is 1, and 1 + 3 is 0 on a circle of four.
    expect(vectorOf([key], { key: 'G', scale: 'minor' })).toEqual(close([top, side, 0, side]));
    // G major (½, 1, ½, 0) and G minor (1, ½, 0, ½): 1½, 1½, ½, ½ over √5.
    expect(vectorOf([key], { key: 'G' })).toEqual(close([0.6708204, 0.6708204, 0.2236068, 0.2236068]));
  });
});

test('an embedding keeps its direction', () => {
  const embedding: Feature = { kind: 'dense', name: 'sound', weight: 2, key: 'embedding', dimensions: 2 };
  expect(vectorOf([embedding], { embedding: [-3, 4] })).toEqual(close([-0.6, 0.8]));
});

test('blocks share a vector by their weights; a feature that is missing leaves its share to the others', () => {
  const sound: Feature = { kind: 'dense', name: 'sound', weight: 1, key: 'embedding', dimensions: 2 };
  const features = [{ ...terms, hashedDimensions: 0 }, sound];
  // Lengths √3 and √1, together √4: jazz has √3 / 2, the embedding ½ of 0.6 and 0.8.
  expect(vectorOf(features, { genre: 'jazz', embedding: [3, 4] })).toEqual(close([0, 0.8660254, 0, 0.3, 0.4]));
  expect(vectorOf(features, { embedding: [3, 4] })).toEqual(close([0, 0, 0, 0.6, 0.8]));
});
