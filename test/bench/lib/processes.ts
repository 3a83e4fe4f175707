import { readdirSync, readFileSync } from 'node:fs';

/* Figures of processes from /proc. */

/** Clock ticks per second in /proc: 100 on every current Linux. */
const TICKS = 100;
const KIB = 1024;

export interface Memory {
  /** All pages in memory, in bytes. */
  readonly resident: number;
  /** The same with shared pages divided among their processes: only these may be summed. */
  readonly proportional: number;
}

/** Memory of a process and its descendants. */
export function memoryOf(pid: number): Memory {
  const read = (each: number) => readFileSync(`/proc/${each}/smaps_rollup`, 'utf8');
  const sum = (key: string) =>
    familyOf(pid).reduce(
      (total, each) => total + Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(read(each))?.[1]),
      0,
    );
  return { resident: sum('Rss') * KIB, proportional: sum('Pss') * KIB };
}

/** CPU seconds of a process and its descendants, ended ones included. */
export function cpuSecondsOf(pid: number): number {
  return familyOf(pid).reduce((total, each) => {
    const fields = statOf(each);
    // Its own, and those of its ended children.
    return total + fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / TICKS;
  }, 0);
}

/** Terminates all descendants of this process; servers do not wait for their clients. */
export function endFamily(): void {
  for (const pid of familyOf(process.pid).slice(1)) {
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // It has ended meanwhile.
    }
  }
}

function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), parent: Number(statOf(Number(name))[1]) }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  const family = [pid];
  for (const member of family)
    family.push(...parents.filter(({ parent }) => parent === member).map((each) => each.pid));
  return family;
}

/** The fields of /proc/PID/stat from the third on; the name before them may contain any character. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
