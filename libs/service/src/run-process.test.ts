import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually, temporaryFolder } from '@jophiel/testing';
import { describe, expect, test } from 'vitest';

const file = fileURLToPath(new URL('../test/process.ts', import.meta.url));

interface Life {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<readonly [code: number | null, signal: string | null]>;
}

function live(how: string, ...args: readonly string[]): Life {
  const child = spawn(process.execPath, [file, how, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  return { child, output, ended: once(child, 'close') as Promise<[number | null, string | null]> };
}

const started = async ({ output }: Life) => eventually(() => expect(output.stdout).toContain('started'));

describe('a process that is told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s stops its service first, and exits with 0', async (signal) => {
    const life = live('good');
    await started(life);
    life.child.kill(signal);
    expect(await life.ended).toEqual([0, null]);
    expect(life.output).toEqual({ stdout: 'started\nstopping\nstopped\n', stderr: '' });
  });

  test('several times stops its service once', async () => {
    const life = live('good');
    await started(life);
    life.child.kill('SIGTERM');
    await eventually(() => expect(life.output.stdout).toContain('stopping'));
    life.child.kill('SIGTERM');
    life.child.kill('SIGINT');
    expect(await life.ended).toEqual([0, null]);
    expect(life.output.stdout).toBe('started\nstopping\nstopped\n');
  });

  test('and whose service cannot stop exits with the reason and 1', async () => {
    const life = live('fails to stop');
    await started(life);
    life.child.kill('SIGTERM');
    expect(await life.ended).toEqual([1, null]);
    expect(JSON.parse(life.output.stderr)).toMatchObject({ level: 'fatal', err: 'Error: the pool is broken' });
  });
});

test('an uncaught error that ends the process is logged', async () => {
  const folder = temporaryFolder('service');
  const life = live('crashing', folder.path);
  expect(await life.ended).toEqual([1, null]);
  for (const log of ['test', 'central'])
    expect(JSON.parse(readFileSync(`${folder.path}/${log}.log`, 'utf8'))).toMatchObject({
      level: 'fatal',
      err: { message: 'uncaught on purpose', stack: expect.stringContaining('process.ts') },
    });
  folder.remove();
});

describe('a process whose service cannot start ends with one line', () => {
  test('that names every invalid setting', async () => {
    const life = live('without settings');
    expect(await life.ended).toEqual([1, null]);
    const line = JSON.parse(life.output.stderr) as { message: string };
    expect(line).toMatchObject({ level: 'fatal', code: 'SETTING_INVALID' });
    for (const name of ['DATABASE_URL', 'NATS_URL', 'LOG_LEVEL', 'DATABASE_POOL']) expect(line.message).toContain(name);
    expect(line.message).not.toContain('NATS_REPLICAS');
  });

  test('with code and remedy, without a stack, when the operator can fix it', async () => {
    const life = live('refused');
    expect(await life.ended).toEqual([1, null]);
    expect(JSON.parse(life.output.stderr)).toEqual({
      level: 'fatal',
      code: 'DOMAIN_INVALID',
      message: '/features/0/weight must be > 0 (it is 0)',
    });
  });

  test('with a stack when it is a defect', async () => {
    const life = live('broken');
    expect(await life.ended).toEqual([1, null]);
    expect(JSON.parse(life.output.stderr)).toMatchObject({
      err: 'TypeError: x is not a function',
      stack: expect.stringContaining('process.ts'),
    });
  });
});
