import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remembered } from './index.ts';

test('the answers are those of the function, whatever is forgotten in between', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c', '', '__proto__')),
      fc.integer({ min: 1, max: 4 }),
      (texts, limit) => {
        const answer = (text: string) => (text === '' ? undefined : text.length);
        expect(texts.map(remembered(limit, answer))).toEqual(texts.map(answer));
      },
    ),
  );
});

test('it asks once for as many texts as it remembers, then begins again', () => {
  const asked: string[] = [];
  const answer = remembered(2, (text) => void asked.push(text));
  for (const text of ['a', 'b', 'a', 'b', 'c', 'a']) answer(text);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
