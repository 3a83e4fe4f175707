import { milestonesPassed } from '../milestones.ts';
import type { TimingSink } from '../sink.ts';
import { IDLE_MS } from '../timed-process.ts';
import { TimeSum } from './time-sum.ts';

/** The times of a process in one period. */
export interface TimingEntry {
  /** Start of its period. */
  readonly beganAt: Date;
  readonly process: string;
  /** 0 for single executions; 10, 100, 1,000 … for the time of runs until this number of items. */
  readonly untilItems: number;
  /** Number of executions, or of runs that reached the milestone. */
  readonly times: number;
  /** Number of items processed; for single executions only. */
  readonly items: number;
  readonly totalMs: number;
  /** Absent until an execution or milestone ends. */
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly slots: readonly number[];
  readonly slotTimes: readonly number[];
  /** Time of the last execution or milestone. */
  readonly lastAt: Date;
}

/** Changes since the last write. */
export interface Changes {
  readonly entries: readonly TimingEntry[];
  /** Call after the changes are stored. */
  written(): void;
}

interface Period {
  /** Epoch ms. */
  readonly beganAt: number;
  readonly processes: Map<string, ProcessTimes>;
}

interface ProcessTimes {
  readonly executions: TimeSum;
  readonly milestones: Map<number, TimeSum>;
}

/** Consecutive executions without a pause, on a monotonic clock. */
interface Burst {
  startedAt: number;
  lastAt: number;
  items: number;
}

/** Times are summed per period. Shorter periods make more rows; longer ones make `--since` less exact. */
export const PERIOD_MS = 600_000;

/**
 * Sums the times of all processes in memory until they are written. An entry has the whole of its period, so that
 * repeating a write is harmless. A period ends after ten minutes, but not before the previous one is written: there are
 * at most two, for any length of an outage.
 */
export class TimingBook implements TimingSink {
  readonly #now: () => number;
  readonly #bursts = new Map<string, Burst>();
  #open: Period;
  #ended: Period | undefined;
  /** Epoch ms of the first change since the last call of `changes()`. */
  #changedAt: number | undefined;
  /** Epoch ms of the first change that was returned and is not confirmed as written. */
  #handedOutAt: number | undefined;

  /** @param now epoch ms */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#open = { beganAt: now(), processes: new Map() };
  }

  execution(process: string, ms: number): void {
    this.#timesOf(process).executions.addTime(ms, this.#touch());
  }

  single(process: string, startedAt: number, endedAt: number): void {
    const at = this.#touch();
    const { executions } = this.#timesOf(process);
    executions.addTime(endedAt - startedAt, at);
    executions.addItems(1, at);
    const burst = this.#burstOf(process, startedAt);
    burst.lastAt = endedAt;
    burst.items += 1;
    if (burst.items % 10 !== 0) return;
    for (const milestone of milestonesPassed(burst.items - 1, burst.items))
      this.milestone(process, milestone, endedAt - burst.startedAt);
  }

  items(process: string, count: number): void {
    this.#timesOf(process).executions.addItems(count, this.#touch());
  }

  milestone(process: string, items: number, ms: number): void {
    const { milestones } = this.#timesOf(process);
    let sum = milestones.get(items);
    if (sum === undefined) milestones.set(items, (sum = new TimeSum()));
    sum.addTime(ms, this.#touch());
  }

  runEnded(): void {}

  /** Whole entries that differ from the written ones; ends a period that is over. */
  changes(): Changes {
    this.#endPeriod();
    if (this.#changedAt !== undefined) this.#handedOutAt = Math.min(this.#handedOutAt ?? Infinity, this.#changedAt);
    this.#changedAt = undefined;
    const sums = [this.#ended, this.#open].flatMap((period) => (period === undefined ? [] : changedOf(period)));
    const versions = sums.map(({ sum }) => sum.version);
    const ended = this.#ended;
    return {
      entries: sums.map(entryOf),
      written: () => {
        for (const [index, { sum }] of sums.entries()) sum.writtenVersion = versions[index]!;
        this.#handedOutAt = undefined;
        if (this.#ended === ended) this.#ended = undefined;
      },
    };
  }

  isWritten(): boolean {
    return this.#handedOutAt === undefined && this.#changedAt === undefined;
  }

  /** Age of the oldest unwritten change, in ms; 0 without one. */
  unwrittenMs(): number {
    const since = this.#handedOutAt ?? this.#changedAt;
    return since === undefined ? 0 : Math.max(this.#now() - since, 0);
  }

  #touch(): number {
    const now = this.#now();
    this.#changedAt ??= now;
    return now;
  }

  #timesOf(process: string): ProcessTimes {
    const { processes } = this.#open;
    let times = processes.get(process);
    if (times === undefined)
      processes.set(process, (times = { executions: new TimeSum(), milestones: new Map<number, TimeSum>() }));
    return times;
  }

  #burstOf(process: string, startedAt: number): Burst {
    let burst = this.#bursts.get(process);
    if (burst === undefined || startedAt - burst.lastAt > IDLE_MS)
      this.#bursts.set(process, (burst = { startedAt, lastAt: startedAt, items: 0 }));
    // Of parallel executions, the first to start may end last.
    else if (startedAt < burst.startedAt) burst.startedAt = startedAt;
    return burst;
  }

  #endPeriod(): void {
    const now = this.#now();
    if (this.#ended !== undefined || now - this.#open.beganAt < PERIOD_MS) return;
    this.#ended = this.#open;
    this.#open = { beganAt: now, processes: new Map() };
  }
}

interface ChangedSum {
  readonly beganAt: number;
  readonly process: string;
  readonly untilItems: number;
  readonly sum: TimeSum;
}

function changedOf({ beganAt, processes }: Period): ChangedSum[] {
  return [...processes].flatMap(([process, { executions, milestones }]) =>
    [[0, executions] as const, ...milestones]
      .filter(([, sum]) => sum.version !== sum.writtenVersion)
      .map(([untilItems, sum]) => ({ beganAt, process, untilItems, sum })),
  );
}

function entryOf({ beganAt, process, untilItems, sum }: ChangedSum): TimingEntry {
  const { times, items, totalMs, minMs, maxMs, lastAt } = sum;
  return {
    beganAt: new Date(beganAt),
    process,
    untilItems,
    times,
    items,
    totalMs,
    minMs: times === 0 ? null : minMs,
    maxMs: times === 0 ? null : maxMs,
    ...sum.histogram(),
    lastAt: new Date(lastAt),
  };
}
