import { readdirSync, readFileSync } from 'node:fs';

/* What Linux knows of processes, whatever they are written in. */

/** Clock ticks of /proc a second, which every Linux of today shows as 100. */
const TICKS = 100;
const KIB = 1024;

export interface Memory {
  /** All pages that are in memory, in bytes. */
  readonly resident: number;
  /** The same, pages that processes share divided among them: only this may be summed. */
  readonly proportional: number;
}

/** Of a process and all that it started. */
export function memoryOf(pid: number): Memory {
  const read = (each: number) => readFileSync(`/proc/${each}/smaps_rollup`, 'utf8');
  const sum = (key: string) =>
    familyOf(pid).reduce(
      (total, each) => total + Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(read(each))?.[1]),
      0,
    );
  return { resident: sum('Rss') * KIB, proportional: sum('Pss') * KIB };
}

/** Seconds of processor time that a process and all that it started have taken, those that have ended too. */
export function cpuSecondsOf(pid: number): number {
  return familyOf(pid).reduce((total, each) => {
    const fields = statOf(each);
    // Of its own, and of children that it has seen end.
    return total + fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / TICKS;
  }, 0);
}

/** Asks all that this process has started to end, servers without waiting for whoever is connected. */
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

/** The fields of /proc/PID/stat from the third on: before them stands a name that may hold anything. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
