import { expect, test } from 'vitest';
import { Marks } from './marks.ts';

test('the oldest marks come first, and a further mark does not make an item younger', () => {
  const marks = new Marks();
  marks.add([1, 2], 10);
  marks.add([3, 1], 20);
  expect(marks.oldestAge(50)).toBe(40);
  expect(marks.take(2)).toEqual([
    { item: 1, at: 10 },
    { item: 2, at: 10 },
  ]);
  expect(marks.oldestAge(50)).toBe(30);
  expect([marks.take(5).length, marks.size, marks.oldestAge(50)]).toEqual([1, 0, 0]);
});

test('a pass deals with the marks that were made before it began to read', () => {
  const marks = new Marks();
  marks.add([1], 10);
  marks.add([2], 20);
  marks.add([3], 30);
  marks.dropUntil(20);
  expect(marks.take(9)).toEqual([{ item: 3, at: 30 }]);
});

test('marks that are put back keep their time and come first, also where the item was marked again', () => {
  const marks = new Marks();
  marks.add([1, 2], 10);
  marks.add([3], 20);
  const taken = marks.take(2);
  marks.add([2, 4], 30);
  marks.putBack(taken);
  expect(marks.oldestAge(50)).toBe(40);
  expect(marks.take(9)).toEqual([
    { item: 1, at: 10 },
    { item: 2, at: 10 },
    { item: 3, at: 20 },
    { item: 4, at: 30 },
  ]);
});
