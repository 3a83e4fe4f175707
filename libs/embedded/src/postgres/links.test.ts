import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeLinks } from './links.ts';

const folder = mkdtempSync(join(tmpdir(), 'jophiel-links-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the links that the package lists are made beside what they lead to, and left alone where they are', () => {
  const native = join(folder, 'native');
  mkdirSync(join(native, 'lib'), { recursive: true });
  writeFileSync(join(native, 'lib/libx.so.6.18'), 'library');
  const link = (target: string) => ({ source: 'native/lib/libx.so.6.18', target: `native/lib/${target}` });
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify([link('libx.so'), link('libx.so.6')]));
  makeLinks(native);
  makeLinks(native);
  expect(readFileSync(join(native, 'lib/libx.so.6'), 'utf8')).toBe('library');
  expect(readlinkSync(join(native, 'lib/libx.so'))).toBe('libx.so.6.18');
});

test('a package without a list needs none', () => {
  expect(() => makeLinks(join(folder, 'elsewhere'))).not.toThrow();
});
