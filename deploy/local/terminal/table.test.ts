import { expect, test } from 'vitest';
import { table } from './table.ts';

test('a table has aligned columns, with numbers to the right', () => {
  const rows = [
    ['scorer', 1_234],
    ['api', 5],
  ] as const;
  expect(table(['service', 'times'], rows).split('\n')).toEqual([
    'service  times',
    '───────  ─────',
    'scorer   1,234',
    'api          5',
  ]);
  expect(table(['service', 'times'], [])).toBe('service  times\n───────  ─────');
});
