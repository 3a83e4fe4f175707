/** Receives every measured time, in ms. */
export interface TimingSink {
  /** One execution of a process that handles several items. */
  execution(process: string, ms: number): void;
  /** One execution of a process that is one item itself, on a monotonic clock. */
  single(process: string, startedAt: number, endedAt: number): void;
  /** A process has handled `count` further items. */
  items(process: string, count: number): void;
  /** A run reached 10, 100, 1,000 … items, `ms` after its start. */
  milestone(process: string, items: number, ms: number): void;
  /** A run ended; its last item was done `ms` after its start. */
  runEnded(process: string, items: number, ms: number): void;
}

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
