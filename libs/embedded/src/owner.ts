import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/* Records which process started the server of a folder: a server may be stopped by others only when its owner has died. */

const fileOf = (folder: string): string => join(folder, 'owner');

/** Records this process as the owner of a folder. */
export function own(folder: string): void {
  writeFileSync(fileOf(folder), `${process.pid} ${startOf(process.pid) ?? ''}`);
}

/** @returns the pid of the living owner of a folder; undefined without one */
export function livingOwnerOf(folder: string): number | undefined {
  const [pid, start] = read(fileOf(folder)).split(' ');
  // The start time distinguishes it from a later process with the same pid.
  return pid !== undefined && start !== undefined && start !== '' && startOf(Number(pid)) === start
    ? Number(pid)
    : undefined;
}

/** Start time in ticks since boot; undefined when there is no such process, or the system does not tell. */
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The program name, in parentheses, may contain spaces.
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
