import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';
import { logSink } from './log-sink.ts';
import { metricsSink } from './metrics-sink.ts';
import { beginRun, type Run, type Stopwatch } from './run.ts';
import { type TimingSink, toAll } from './sink.ts';
import { type TimedProcess, timedProcess } from './timed-process.ts';

export interface Timings {
  /** Times one execution of a process, failed ones too. */
  measure<Result>(process: string, work: () => Promise<Result>): Promise<Result>;
  measureSync<Result>(process: string, work: () => Result): Result;
  /** Work over items; it counts as one execution when it ends with items. */
  run(process: string): Run;
  /** A process whose executions handle several items each. */
  process(name: string): TimedProcess;
  /** Ends the open runs, so that their work is reported. */
  close(): void;
}

/** Reports times to metrics, the log, and the given sinks. */
export function openTimings(
  metrics: Metrics,
  logger: Logger,
  besides: readonly TimingSink[] = [],
  now: Stopwatch = () => performance.now(),
): Timings {
  return timingsInto([metricsSink(metrics), logSink(logger), ...besides], now);
}

export function timingsInto(sinks: readonly TimingSink[], now: Stopwatch = () => performance.now()): Timings {
  const sink = toAll(sinks);
  const open = new Set<{ end(): void }>();
  return {
    async measure(process, work) {
      const startedAt = now();
      try {
        return await work();
      } finally {
        sink.single(process, startedAt, now());
      }
    },
    measureSync(process, work) {
      const startedAt = now();
      try {
        return work();
      } finally {
        sink.single(process, startedAt, now());
      }
    },
    run(process) {
      const begun = beginRun(process, now(), sink, now);
      const run = {
        add: begun.add,
        end() {
          if (!open.delete(run)) return;
          const { items, ms } = begun.end();
          if (items > 0) sink.execution(process, ms);
        },
      };
      open.add(run);
      return run;
    },
    process(name) {
      const process = timedProcess(name, sink, now);
      open.add(process);
      return process;
    },
    close() {
      for (const each of open) each.end();
    },
  };
}
