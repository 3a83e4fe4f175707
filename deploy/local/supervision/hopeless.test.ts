import { describe, expect, test } from 'vitest';
import { remedyFor } from './hopeless.ts';

describe('what a server says when another start cannot help', () => {
  test.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /disk is full/],
    ['FATAL:  data directory "/x/cluster" has wrong ownership', /belongs to somebody else/],
    ['could not open file "postmaster.pid": Read-only file system', /cannot be written/],
    ['FATAL:  database files are incompatible with server', /another version/],
    ['PANIC:  could not locate a valid checkpoint record at 0/1', /damaged/],
  ])('%s', (words, remedy) => {
    expect(remedyFor(words)).toMatch(remedy);
  });

  test.each(['FATAL:  pre-existing shared memory block is still in use', 'could not bind: Address already in use', ''])(
    'another start may help: %s',
    (words) => {
      expect(remedyFor(words)).toBeUndefined();
    },
  );
});
