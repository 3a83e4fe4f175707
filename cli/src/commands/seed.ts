import type { Outcome } from '../run.ts';
import { seed as sendSeed } from '@jophiel/local/seed';
import { type CommandRun, findStack, print, Progress, waitUntilHandled } from '@jophiel/local';
import { rejectReport } from './reject-report.ts';

export interface SeedOptions {
  readonly users: number;
  readonly samples: number;
  readonly interactions: number;
  readonly seed: number;
  readonly wait: boolean;
}

/** Generates an imaginary platform and sends its events. */
export async function seed({ wait, ...size }: SeedOptions, command: CommandRun): Promise<Outcome> {
  const stack = findStack();
  const total = size.samples + size.interactions;
  const sending = new Progress('sending');
  const totals = await sendSeed(stack, { ...size, now: Date.now() }, ({ accepted, duplicate, rejected }) => {
    command.done(accepted + duplicate + rejected);
    sending.show(accepted + duplicate + rejected, total);
  });
  sending.end(`${totals.accepted} accepted, ${totals.duplicate} duplicates, ${totals.rejected} rejected`);
  for (const line of rejectReport(totals)) print(line);
  const outcome = { accepted: totals.accepted, duplicate: totals.duplicate, rejected: totals.rejected };
  if (!wait) return outcome;
  const handling = new Progress('handling');
  await waitUntilHandled(stack, (left) => handling.show(total - Math.min(left, total), total, `${left} events left`));
  handling.end('all events handled');
  return outcome;
}
