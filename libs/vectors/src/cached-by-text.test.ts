import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cachedByText } from './index.ts';

test('the answers are those of the function, whatever is dropped in between', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c', '', '__proto__')),
      fc.integer({ min: 1, max: 4 }),
      (texts, limit) => {
        const answer = (text: string) => (text === '' ? undefined : text.length);
        expect(texts.map(cachedByText(limit, answer))).toEqual(texts.map(answer));
      },
    ),
  );
});

test('it calls the function once per cached text, and drops all texts at the limit', () => {
  const asked: string[] = [];
  const answer = cachedByText(2, (text) => void asked.push(text));
  for (const text of ['a', 'b', 'a', 'b', 'c', 'a']) answer(text);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
