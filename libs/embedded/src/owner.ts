import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateOf } from './processes.ts';

/* Records which process started the server of a folder: a server may be stopped by others only when its owner has died. */

const fileOf = (folder: string): string => join(folder, 'owner');

/** Records this process as the owner of a folder. */
export function own(folder: string): void {
  writeFileSync(fileOf(folder), `${process.pid} ${stateOf(process.pid)?.start ?? ''}`);
}

/** @returns the pid of the living owner of a folder; undefined without one */
export function livingOwnerOf(folder: string): number | undefined {
  const [pid, start] = read(fileOf(folder)).split(' ');
  // The start time distinguishes it from a later process with the same pid.
  return pid !== undefined && start !== undefined && start !== '' && stateOf(Number(pid))?.start === start
    ? Number(pid)
    : undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
