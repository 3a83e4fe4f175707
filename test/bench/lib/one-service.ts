import { setTimeout as sleep } from 'node:timers/promises';
import { readMetrics, type ServiceName, serviceNames } from '@jophiel/local';
import type { RunningStack } from '../../stack/running-stack.ts';
import { cpuSecondsOf } from './processes.ts';

/* For benchmarks of one service and the servers that it needs. */

const LOOK_EVERY_MS = 50;

export async function stopAllBut({ processes }: RunningStack, working: readonly ServiceName[]): Promise<void> {
  await Promise.all(serviceNames.filter((name) => !working.includes(name)).map(async (name) => processes[name].stop()));
}

/** Zero while the service does not answer. */
export async function metricOf(
  url: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const lines = await readMetrics(url).catch(() => []);
  const line = lines.find(
    (each) => each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value),
  );
  return line?.value ?? 0;
}

/** Waits until a consumer has counted a number of events. @returns the number, and the time in ms */
export async function untilCounted(
  url: string,
  labels: { readonly consumer: string; readonly outcome: string },
  events: number,
): Promise<{ readonly count: number; readonly at: number }> {
  for (;;) {
    const count = await metricOf(url, 'jophiel_events_total', labels);
    if (count >= events) return { count, at: performance.now() };
    await sleep(LOOK_EVERY_MS);
  }
}

/** Waits until the outbox of a service is empty. */
export async function untilSent(url: string): Promise<void> {
  while ((await metricOf(url, 'jophiel_outbox_unsent')) !== 0) await sleep(LOOK_EVERY_MS);
}

/** Sums the CPU time of processes, by name, from now on. */
export function cpuClock(pids: Readonly<Record<string, number>>) {
  const taken = new Map<string, number>();
  const add = (sign: number) => {
    for (const [name, pid] of Object.entries(pids)) taken.set(name, (taken.get(name) ?? 0) + sign * cpuSecondsOf(pid));
  };
  let isRunning = false;
  const run = (should: boolean) => {
    if (should !== isRunning) add(should ? -1 : 1);
    isRunning = should;
  };
  run(true);
  return {
    run,
    /** Ends the sum. */
    microsecondsEach(items: number): Record<string, number> {
      run(false);
      return Object.fromEntries([...taken].map(([name, cpu]) => [`${name} CPU µs each`, (cpu * 1e6) / items]));
    },
  };
}
