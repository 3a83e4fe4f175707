import { type SyncKind, syncKinds } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import type { Outcome } from '../run.ts';
import { type CommandRun, findStack, print, Progress, sendEvents, table, waitUntilHandled } from '@jophiel/local';
import { compareBuckets, compareLists, hasBuckets } from '../sync/compare.ts';
import { repairEvents } from '../sync/repair-events.ts';
import { rejectReport } from './reject-report.ts';

export interface SyncOptions {
  readonly from: string;
  readonly dryRun: boolean;
  readonly wait: boolean;
}

/** Compares all lists with a platform's, and sends events for the differences; the platform is right. */
export async function sync({ from, dryRun, wait }: SyncOptions, command: CommandRun): Promise<Outcome> {
  const stack = findStack();
  const domain = loadDefinition(stack.domain);
  const theirs = from.replace(/\/+$/, '');
  const compare = (await hasBuckets(theirs)) ? compareBuckets : compareLists;
  const isListed = (kind: SyncKind) => (kind !== 'likes' && kind !== 'follows') || domain.sync?.[kind] !== undefined;
  const rows: (string | number)[][] = [];
  const lines: string[] = [];
  // Compares everything before it sends anything, so that a failing platform changes nothing.
  for (const kind of syncKinds.filter(isListed)) {
    const comparing = new Progress(`comparing ${kind}`);
    const differences = await compare(kind, {
      theirs,
      ours: stack.services['feed-api'],
      onProgress: (done, total) => comparing.show(done, total, 'differing parts'),
    });
    const { missing, changed, surplus } = differences;
    comparing.end(`${missing.length} missing, ${changed.length} changed, ${surplus.length} surplus`);
    const { events, left } = repairEvents(kind, differences, { domain, now: new Date() });
    lines.push(...events.map((event) => JSON.stringify(event)));
    rows.push([kind, missing.length, changed.length, surplus.length, events.length, left]);
  }
  const differences = Object.fromEntries(
    rows.map(([kind, missing, changed, surplus]) => [kind, { missing, changed, surplus }]),
  );
  print(table(['list', 'missing', 'changed', 'surplus', 'events', 'not changed'], rows));
  if (rows.some((row) => row.at(-1) !== 0))
    print('Not changed: samples for which the platform gives only the id, and users that it does not list.');
  if (dryRun || lines.length === 0) {
    print(lines.length === 0 ? 'nothing to send' : `dry run: ${lines.length} events not sent`);
    return { differences, sent: 0 };
  }
  const sending = new Progress('sending');
  const totals = await sendEvents(lines, {
    url: stack.services.ingestion,
    onProgress: ({ accepted, duplicate, rejected }) => {
      command.done(accepted + duplicate + rejected);
      sending.show(accepted + duplicate + rejected, lines.length);
    },
  });
  sending.end(`${totals.accepted} accepted, ${totals.duplicate} duplicates, ${totals.rejected} rejected`);
  for (const line of rejectReport(totals)) print(line);
  const outcome = {
    differences,
    accepted: totals.accepted,
    duplicate: totals.duplicate,
    rejected: totals.rejected,
  };
  if (!wait) return outcome;
  const handling = new Progress('handling');
  await waitUntilHandled(stack, (left) => handling.show(0, undefined, `${left} events left`));
  handling.end('all events handled');
  return outcome;
}
