import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { JophielError } from '@jophiel/errors';
import type { Outcome } from '../run.ts';
import { type CommandRun, findStack, print, Progress, sendEvents, waitUntilHandled } from '@jophiel/local';
import { rejectReport } from './reject-report.ts';

/** Sends a file of events, one JSON object per line, gzip or plain. */
export async function importFile(
  path: string,
  { wait }: { readonly wait: boolean },
  command: CommandRun,
): Promise<Outcome> {
  const stack = findStack();
  const size = sizeOf(path);
  let read = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      done(null, chunk);
    },
  });
  const file = createReadStream(path);
  const unpacked = path.endsWith('.gz') ? createGunzip() : new PassThrough();
  // The reader of the lines gets the error.
  pipeline(file, counter, unpacked).catch(() => {});
  const sending = new Progress('importing');
  const totals = await sendEvents(linesOf(unpacked, path), {
    url: stack.services.ingestion,
    onProgress: ({ accepted, duplicate, rejected }) => {
      const events = accepted + duplicate + rejected;
      command.done(events);
      sending.show(read, size, `${events} events`);
    },
  });
  sending.end(`${totals.accepted} accepted, ${totals.duplicate} duplicates, ${totals.rejected} rejected`);
  for (const line of rejectReport(totals)) print(line);
  const outcome = { accepted: totals.accepted, duplicate: totals.duplicate, rejected: totals.rejected };
  if (!wait) return outcome;
  const handling = new Progress('handling');
  let most = 0;
  await waitUntilHandled(stack, (left) => {
    most = Math.max(most, left);
    handling.show(most - left, most, `${left} events left`);
  });
  handling.end('all events handled');
  return outcome;
}

async function* linesOf(input: Readable, path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JophielError('COMMAND_INVALID', `${path} cannot be read completely: ${reason}.`, { cause });
  }
}

function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new JophielError('COMMAND_INVALID', `There is no file ${path}.`);
  return stats.size;
}
