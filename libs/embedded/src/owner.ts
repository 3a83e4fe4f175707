import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Who started the server of a folder. A server outlives a process that is killed; whether that one still lives decides
 * whether the next one may stop the server or has to leave it alone.
 */

const fileOf = (folder: string): string => join(folder, 'owner');

/** Notes that this process runs the server of a folder. */
export function own(folder: string): void {
  writeFileSync(fileOf(folder), `${process.pid} ${startOf(process.pid) ?? ''}`);
}

/** @returns the pid of the process that runs the server of a folder; undefined when it is gone, or nobody ever did */
export function livingOwnerOf(folder: string): number | undefined {
  const [pid, start] = read(fileOf(folder)).split(' ');
  // The time of its start tells a process from a later one that got the same pid.
  return pid !== undefined && start !== undefined && start !== '' && startOf(Number(pid)) === start
    ? Number(pid)
    : undefined;
}

/** In ticks since the machine started; undefined when there is no such process, or the system does not tell. */
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The name of the program, in parentheses, may hold spaces.
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
