import Type from 'typebox';
import { expect, test } from 'vitest';
import { fromTexts } from './from-texts.ts';

const schema = Type.Object({
  page: Type.Integer({ default: 1 }),
  share: Type.Optional(Type.Number()),
  everyone: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
});

test('texts become what the schema declares, and what is missing its default', () => {
  expect(fromTexts(schema)({ share: '0.5', everyone: 'true', name: '7', more: '8' })).toEqual({
    page: 1,
    share: 0.5,
    everyone: true,
    name: '7',
    more: '8',
  });
});

test.each(['1.5', '1e3', '', ' 1', '0x10', 'one'])('"%s" is no whole number and stays what it is', (text) => {
  expect(fromTexts(schema)({ page: text })).toEqual({ page: text });
});

test('what is no object is left to the check', () => {
  expect(fromTexts(schema)('page=1')).toBe('page=1');
});
