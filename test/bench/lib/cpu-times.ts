import type { RunningStack } from '../../stack/running-stack.ts';
import { cpuSecondsOf } from './processes.ts';

/** CPU seconds of each process of a stack so far. */
export function cpuTimesOf({ processes, postgres, nats }: RunningStack): Map<string, number> {
  const pids = Object.entries(processes).map(([name, { pid }]) => [name, pid!] as const);
  const all = [...pids, ['PostgreSQL', postgres.pid] as const, ['NATS', nats.pid] as const];
  return new Map(all.map(([name, pid]) => [name, cpuSecondsOf(pid)]));
}

/** CPU time since then in ms, divided by the number of things done; skips processes with next to none. */
export function cpuSince(before: ReadonlyMap<string, number>, stack: RunningStack, things: number) {
  const each = [...cpuTimesOf(stack)].map(
    ([name, seconds]) => [`${name} CPU ms`, ((seconds - before.get(name)!) * 1_000) / things] as const,
  );
  return Object.fromEntries(each.filter(([, ms]) => ms >= 0.01));
}
