import { readFileSync, writeFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { tryEverything } from '../security/matrix.ts';
import { withMatrix } from '../security/report.ts';
import { startGuarded } from '../security/started.ts';
import type { Findings } from './lib/report.ts';

const REPORT = `${repository}docs/security.md`;

/** Requests that must be refused, at every route of every service; writes their counts into docs/security.md. */
export async function access(): Promise<Findings> {
  const { stack, token } = await startGuarded();
  try {
    const rows = await tryEverything(stack, { own: '7', foreign: '8', token: await token('7') });
    writeFileSync(REPORT, withMatrix(readFileSync(REPORT, 'utf8'), rows));
    const letIn = rows.flatMap((row) => row.letIn.map((each) => `${row.service} ${row.caller}: ${each}`));
    for (const each of letIn) process.stderr.write(`let in: ${each}\n`);
    const figures = { requests: rows.reduce((sum, { requests }) => sum + requests, 0), 'let in': letIn.length };
    return { sizes: {}, figures, floor: {}, ratio: {}, aims: { 'let in': '0' } };
  } finally {
    await stack.stop();
  }
}
