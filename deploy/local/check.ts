import { spawnSync } from 'node:child_process';
import { repository } from './stack/stack.ts';

/** npm run check: all static checks, then the verdict. */

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['lint', 'oxlint', '--type-aware', '--quiet'],
  ['types', 'tsc', '--noEmit'],
  ['Prisma schema', 'prisma', 'validate'],
  ['architecture', 'vitest', 'run', '--config', '../vitest.config.ts', '--root', 'test', 'architecture'],
  ['generated documents', 'node', 'docs/generate/generate.ts', '--check'],
];

// Validating needs no schema engine; naming any program keeps Prisma from downloading one.
const environment = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
};
const failed: string[] = [];
for (const [name, command, ...args] of checks) {
  const startedAt = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: repository, env: environment, encoding: 'utf8' });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  if (status === 0) continue;
  failed.push(name);
  process.stdout.write(`${stdout}${stderr}\n`);
}
if (failed.length > 0) {
  process.stdout.write(`failed: ${failed.join(', ')}\n`);
  process.exit(1);
}
