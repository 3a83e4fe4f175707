import { expect, test } from 'vitest';
import { isCopy, type Titled } from './copies.ts';
import { titleOf } from './title-of.ts';

const item = (about: Partial<Titled> & { cosine?: number }): Titled => {
  const { cosine = 1, ...rest } = about;
  const vector = { indices: Uint16Array.of(0, 1), values: Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2)) };
  return { sampleId: '1', creatorId: '1', publishedAt: 0, vector, title: undefined, ...rest };
};

test.each([
  ['described alike, by one creator', {}, true],
  ['described alike, by two creators under one title', { creatorId: '2', title: 'dawn' }, true],
  ['described alike, by two creators', { creatorId: '2', title: 'dusk' }, false],
  ['described otherwise, by one creator under one title', { title: 'dawn', cosine: 0.99 }, false],
])('two items %s: %s', (_, about, expected) => {
  expect(isCopy(item({ title: 'dawn' }), item(about))).toBe(expected);
});

test('two without a title do not share one', () => {
  expect(isCopy(item({}), item({ creatorId: '2' }))).toBe(false);
});

test('a title is the first that is there, whatever its spelling', () => {
  const domain = { item: { titleKeys: ['name', 'file'] } };
  expect(titleOf(domain, { file: 'Déjà-Vu' })).toBe('dejavu');
  expect(titleOf(domain, { name: 'Dawn', file: 'x' })).toBe('dawn');
  expect([titleOf(domain, {}), titleOf(domain, { name: 7, file: '!' })]).toEqual([undefined, undefined]);
});
