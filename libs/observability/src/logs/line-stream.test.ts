import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LineStream } from './line-stream.ts';

const file = JSON.stringify(new URL('line-stream.ts', import.meta.url).href);

/** A process that logs to its standard output, and ends on request. */
function start(program: string): ChildProcess {
  const text = `import { LineStream } from ${file}; const lines = new LineStream(1); ${program}`;
  return spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function read(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) text += String(chunk);
  return text;
}

test('a process that ends at once writes all its lines', async () => {
  expect(await read(start(`for (let n = 0; n < 3; n++) lines.write(n + '\\n'); process.exit(0);`))).toBe('0\n1\n2\n');
});

test('a process that fails writes its earlier lines', async () => {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import { LineStream } from ${file}; new LineStream(1).write('last\\n'); throw 1;`],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  expect(await read(child)).toBe('last\n');
});

test('lines arrive soon after they are written, while the process runs', async () => {
  const child = start(`lines.write('here\\n'); process.stdin.resume();`);
  const [first] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(first.toString()).toBe('here\n');
  child.kill();
});

test('a slow reader gets every line, whole', async () => {
  const line = `${'ä'.repeat(500)}\n`;
  const child = start(`for (let n = 0; n < 1000; n++) lines.write('${'ä'.repeat(500)}\\n'); process.stdin.resume();`);
  await sleep(500);
  let text = '';
  child.stdout!.setEncoding('utf8');
  for await (const chunk of child.stdout!) {
    text += chunk as string;
    if (text.length >= line.length * 1_000) break;
  }
  expect(text).toBe(line.repeat(1_000));
  child.kill();
});

test('a process whose console was closed ends on request', async () => {
  const child = start(`
    process.stdin.once('data', () => { lines.write('for nobody\\n'); process.exit(7); });
    lines.write('here\\n');
  `);
  await once(child.stdout!, 'data');
  child.stdout!.destroy();
  await sleep(50);
  child.stdin!.write('end');
  expect(await once(child, 'exit')).toEqual([7, null]);
});

test('lines after the end are dropped, even when another file has the descriptor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jophiel-lines-'));
  const [log, other] = [join(folder, 'log'), join(folder, 'other')];
  const fd = openSync(log, 'w');
  const lines = new LineStream(fd);
  lines.write('before\n');
  lines.end();
  closeSync(fd);
  expect(openSync(other, 'w')).toBe(fd);
  lines.write('after\n');
  lines.end();
  closeSync(fd);
  expect([readFileSync(log, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['before\n', '']);
  rmSync(folder, { recursive: true });
});
