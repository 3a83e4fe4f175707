import { expect, test } from 'vitest';
import { idFrom } from './event-ids.ts';

test('the id of a text stays what it was: a repeat is known by it, however long ago the first was', () => {
  expect(idFrom('the like of somebody')).toBe('97791711-023b-8b07-aa81-b4a3bbd440ce');
  expect(idFrom('ä')).toBe('33e6d73f-ee82-804c-8d7a-fb78de1154d1');
});
