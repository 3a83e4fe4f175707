import { idsOf, loadDefinition } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { excludedOf } from './excluded.ts';

const integers = idsOf(loadDefinition('audio'));
const texts = idsOf(loadDefinition('films'));

test('the order and repetition of ids do not matter', () => {
  expect(excludedOf('3,1,3,2', integers)).toEqual(['1', '2', '3']);
  expect(excludedOf('b,a', texts)).toEqual(['a', 'b']);
});

test.each([undefined, ''])('%o leaves nothing out', (text) => {
  expect(excludedOf(text, integers)).toEqual([]);
});

test.each([
  ['what is no id of the platform', '1,x', 'must be an integer'],
  ['a gap', '1,,2', 'must be an integer'],
  ['more than 500', Array.from({ length: 501 }, (_, id) => id).join(','), 'must have at most 500 ids'],
])('%s is refused', (_, text, problem) => {
  expect(() => excludedOf(text, integers)).toThrow(
    expect.objectContaining({ code: 'BODY_INVALID', faults: [expect.objectContaining({ path: '/query/exclude' })] }),
  );
  expect(() => excludedOf(text, integers)).toThrow(problem);
});
