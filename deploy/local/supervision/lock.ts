import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf } from '@jophiel/embedded';
import { JophielError } from '@jophiel/errors';

export interface Lock {
  /** Notes who ends what this process started when it dies: the next holder waits for that process. */
  note(watchdog: number | undefined): void;
}

interface Holder {
  readonly pid: number;
  readonly since: string;
  readonly watchdog?: number;
}

/** A stop takes up to ten seconds for the services and some more for the servers. */
const LEFT_OVER_TIMEOUT_MS = 60_000;

/**
 * Takes the checkout for this process until it ends, however it ends: the lock is the kernel's, by way of SQLite. Waits
 * for the watchdog of a holder that died.
 * @throws JophielError PREREQUISITE_MISSING when another process holds it
 */
export async function lockCheckout(folder: string, onWait: (text: string) => void): Promise<Lock> {
  const since = new Date().toISOString();
  mkdirSync(folder, { recursive: true });
  const noteFile = `${folder}/lock.json`;
  if (!hold(`${folder}/lock`)) {
    const { pid, since: held = 'just now' } = read(noteFile) ?? {};
    throw new JophielError(
      'PREREQUISITE_MISSING',
      `Jophiel runs in this checkout already: process ${pid ?? 'unknown'}, since ${held}. Stop it with Ctrl-C in its terminal${pid === undefined ? '' : ` or with "kill ${pid}"`}, or use another checkout.`,
    );
  }
  const before = read(noteFile)?.watchdog;
  const note = (watchdog: number | undefined) => {
    const holder: Holder = { pid: process.pid, since, ...(watchdog === undefined ? {} : { watchdog }) };
    writeFileSync(noteFile, JSON.stringify(holder));
  };
  note(before);
  await untilEnded(before, onWait);
  return { note };
}

/** Held for the life of the process, so never closed: a database that is collected as garbage would be. */
const held: DatabaseSync[] = [];

function hold(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    held.push(database);
    return true;
  } catch (error) {
    database.close();
    if (/locked/.test(String(error))) return false;
    throw error;
  }
}

async function untilEnded(watchdog: number | undefined, onWait: (text: string) => void): Promise<void> {
  const isThere = () => watchdog !== undefined && commandOf(watchdog).includes('watchdog.sh');
  if (isThere()) onWait(`the last run was killed, and process ${watchdog} still stops what it left`);
  for (const deadline = Date.now() + LEFT_OVER_TIMEOUT_MS; isThere() && Date.now() < deadline;) await sleep(50);
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
