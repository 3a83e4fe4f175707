import Type from 'typebox';
import { expect, test } from 'vitest';
import { checker, faultsAsText } from './index.ts';

const check = checker(
  Type.Object(
    {
      name: Type.String({ minLength: 1 }),
      ids: Type.Enum(['integer', 'string']),
      bpm: Type.Union([Type.Number(), Type.Null()]),
      nested: Type.Object({ 'a/b': Type.Number() }, { additionalProperties: false }),
    },
    { additionalProperties: false },
  ),
);
const good = { name: 'x', ids: 'integer', bpm: null, nested: { 'a/b': 1 } };

function faultsOf(value: unknown): string {
  const checked = check(value);
  return checked.ok ? 'none' : faultsAsText(checked.faults);
}

test('a value that keeps the contract comes back', () => {
  expect(check(good)).toEqual({ ok: true, value: good });
});

test.each([
  [{ ...good, name: undefined }, '/name is missing'],
  [{ ...good, extra: 1 }, '/extra is not a known key; remove it or correct its spelling (it is 1)'],
  [{ ...good, ids: 'uuid' }, '/ids must be one of "integer", "string" (it is "uuid")'],
  [{ ...good, bpm: 'fast' }, '/bpm must be number or must be null (it is "fast")'],
  [{ ...good, nested: { 'a/b': 'x' } }, '/nested/a~1b must be number (it is "x")'],
])('%j is told apart', (value, text) => {
  expect(faultsOf(JSON.parse(JSON.stringify(value)))).toBe(text);
});

test('every mistake is named, not only the first', () => {
  expect(faultsOf({ ids: 1, extra: true }).split('; /')).toHaveLength(5);
});

test('a long value is shortened', () => {
  expect(faultsOf({ ...good, ids: 'x'.repeat(500) }).length).toBeLessThan(160);
});
