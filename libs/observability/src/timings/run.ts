import { milestonesPassed } from './milestones.ts';
import type { TimingSink } from './sink.ts';

/** Monotonic milliseconds. */
export type Stopwatch = () => number;

/** An open run over items: reports its time at every 10, 100, 1,000 … items. */
export interface Run {
  add(items: number): void;
  /** Ends the run. Its time is that of its last item, even when it is ended later. */
  end(): void;
}

/** @param startedAt by the same clock as `now` */
export function beginRun(process: string, startedAt: number, sink: TimingSink, now: Stopwatch) {
  let items = 0;
  let ms = 0;
  return {
    add(count: number) {
      const passed = milestonesPassed(items, items + count);
      items += count;
      ms = now() - startedAt;
      sink.items(process, count);
      for (const milestone of passed) sink.milestone(process, milestone, ms);
    },
    end() {
      sink.runEnded(process, items, ms);
      return { items, ms };
    },
  };
}
