import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';
import { milestonesPassed } from './milestones.ts';

/** Monotonic milliseconds. */
export type Stopwatch = () => number;

/** A run over items that is going on: tells its time at every 10, 100, 1,000 … items. */
export interface Run {
  add(items: number): void;
  /** Ends the run; runs of ten items and more leave a line with their time and rate. */
  end(): void;
}

/** Times every process of a service, into its metrics and its log. */
export interface Timings {
  /** Times one execution of a process, failed ones too. */
  measure<Result>(process: string, work: () => Promise<Result>): Promise<Result>;
  measureSync<Result>(process: string, work: () => Result): Result;
  run(process: string): Run;
}

export function openTimings(metrics: Metrics, logger: Logger, now: Stopwatch = () => performance.now()): Timings {
  const executions = metrics.histogram('process_seconds', 'Time of one execution of a process.', ['process']);
  const milestones = metrics.histogram('run_seconds', 'Time of a run over items until so many were done.', [
    'process',
    'items',
  ]);
  const items = metrics.counter('run_items_total', 'Items that runs have worked on.', ['process']);

  return {
    async measure(process, work) {
      const start = now();
      try {
        return await work();
      } finally {
        executions.observe({ process }, (now() - start) / 1000);
      }
    },
    measureSync(process, work) {
      const start = now();
      try {
        return work();
      } finally {
        executions.observe({ process }, (now() - start) / 1000);
      }
    },
    run(process) {
      const start = now();
      let done = 0;
      const tell = (count: number, message: string) => {
        const elapsed = now() - start;
        logger.info({ process, items: count, ms: round(elapsed), items_per_second: rate(count, elapsed) }, message);
      };
      return {
        add(count) {
          const passed = milestonesPassed(done, done + count);
          done += count;
          items.inc({ process }, count);
          for (const milestone of passed) {
            milestones.observe({ process, items: String(milestone) }, (now() - start) / 1000);
            tell(milestone, 'milestone');
          }
        },
        end() {
          if (done >= 10) tell(done, 'run ended');
        },
      };
    },
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function rate(items: number, ms: number): number {
  return ms === 0 ? 0 : Math.round((items / ms) * 10_000) / 10;
}
