/** Told of every time that is measured. Times are in ms. */
export interface TimingSink {
  /** One execution of a process that works on several items. */
  execution(process: string, ms: number): void;
  /** One execution of a process that is one item itself, on a monotonic clock. */
  single(process: string, startedAt: number, endedAt: number): void;
  /** A process has worked on so many items more. */
  items(process: string, count: number): void;
  /** A run reached 10, 100, 1,000 … items, so long after its beginning. */
  milestone(process: string, items: number, ms: number): void;
  /** A run ended; its last item was done so long after its beginning. */
  runEnded(process: string, items: number, ms: number): void;
}

/** One sink in the place of several. */
export function toAll(sinks: readonly TimingSink[]): TimingSink {
  return {
    execution(process, ms) {
      for (const sink of sinks) sink.execution(process, ms);
    },
    single(process, startedAt, endedAt) {
      for (const sink of sinks) sink.single(process, startedAt, endedAt);
    },
    items(process, count) {
      for (const sink of sinks) sink.items(process, count);
    },
    milestone(process, items, ms) {
      for (const sink of sinks) sink.milestone(process, items, ms);
    },
    runEnded(process, items, ms) {
      for (const sink of sinks) sink.runEnded(process, items, ms);
    },
  };
}
