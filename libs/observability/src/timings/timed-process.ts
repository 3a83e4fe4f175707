import { beginRun, type Stopwatch } from './run.ts';
import type { TimingSink } from './sink.ts';

/** A pause of this length ends a run over items; the next execution starts another. */
export const IDLE_MS = 1_000;

/**
 * A process that lives as long as the service and works in bursts, such as the consumer of a subject. Each burst is a
 * run: it starts with the first execution after a pause of a second, and executions add its items.
 */
export interface TimedProcess {
  /** Times one execution, failed ones too. */
  measure<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Adds items that the current execution has handled. */
  add(items: number): void;
  /** Ends the current run. */
  end(): void;
}

export function timedProcess(process: string, sink: TimingSink, now: Stopwatch): TimedProcess {
  let run: ReturnType<typeof beginRun> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let atWork = 0;
  const end = () => {
    clearTimeout(idle);
    run?.end();
    run = undefined;
  };
  return {
    async measure(work) {
      const startedAt = now();
      run ??= beginRun(process, startedAt, sink, now);
      clearTimeout(idle);
      atWork += 1;
      try {
        return await work();
      } finally {
        atWork -= 1;
        sink.execution(process, now() - startedAt);
        if (atWork === 0) idle = setTimeout(end, IDLE_MS).unref();
      }
    },
    add(items) {
      run ??= beginRun(process, now(), sink, now);
      run.add(items);
    },
    end,
  };
}
