import { spawnSync } from 'node:child_process';
import { verdictOf } from './audit-verdict.ts';

/*
 * npm run audit: asks the registry for known vulnerabilities of the locked packages.
 * Exit code 0 for none that counts, 1 for some, 2 when the registry gave no answer.
 */

const { stdout, stderr, error } = spawnSync('npm', ['audit', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const { code, text } = verdictOf(stdout ?? '', error?.message ?? stderr);
process.stdout.write(`${text}\n`);
process.exitCode = code;
