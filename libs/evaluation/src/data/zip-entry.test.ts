import { expect, test } from 'vitest';
import { zip } from '../../test/zip.ts';
import { zipEntry } from './zip-entry.ts';

test('a file of an archive is found by its name', () => {
  const archive = zip({ 'one.dat': 'first', 'two.dat': 'second '.repeat(100) });
  expect(zipEntry(archive, 'two.dat').toString()).toBe('second '.repeat(100));
  expect(() => zipEntry(archive, 'three.dat')).toThrow('The archive has no file three.dat');
  expect(() => zipEntry(Buffer.from('no zip'), 'one.dat')).toThrow('The archive has no file one.dat');
});
