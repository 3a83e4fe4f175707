import { readFileSync } from 'node:fs';

/** Command line of a process; empty when there is none, or the system does not tell. */
export function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

export interface ProcessState {
  readonly parent: number;
  /** Ticks since boot: tells a process from a later one with the same number. */
  readonly start: string;
}

/** Undefined for a process that has ended, and where the system does not tell. */
export function stateOf(pid: number): ProcessState | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The program name, in parentheses, may contain spaces.
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || state === 'Z' ? undefined : { parent: Number(parent), start: rest[17]! };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
