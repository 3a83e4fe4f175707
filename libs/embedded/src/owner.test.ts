import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { livingOwnerOf, own } from './owner.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jophiel-owner-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder without a server has no owner', () => {
  expect(livingOwnerOf(folder)).toBeUndefined();
  expect(livingOwnerOf(join(folder, 'missing'))).toBeUndefined();
});

test('the owner is who noted it last, as long as that process lives', async () => {
  const file = fileURLToPath(new URL('owner.ts', import.meta.url));
  const code = `import { own } from ${JSON.stringify(file)}; own(${JSON.stringify(folder)}); console.log('noted'); setInterval(() => {}, 1000)`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  expect(livingOwnerOf(folder)).toBe(other.pid);
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(livingOwnerOf(folder)).toBeUndefined();
  own(folder);
  expect(livingOwnerOf(folder)).toBe(process.pid);
});

test.each([
  ['another process that got the same pid', `${process.pid} 1`],
  ['what another version wrote', 'nonsense'],
  ['nothing', ''],
])('%s is no owner', (_, text) => {
  writeFileSync(join(folder, 'owner'), text);
  expect(livingOwnerOf(folder)).toBeUndefined();
});
