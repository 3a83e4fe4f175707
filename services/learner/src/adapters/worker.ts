import { setTimeout as sleep } from 'node:timers/promises';
import { Allowance } from '../use-cases/allowance.ts';
import { type LiveContext, solveMarked, takeChanges } from '../use-cases/learn-live.ts';
import { type PassContext, preparePass, solvePass } from '../use-cases/run-pass.ts';
import { requestPass, requestWhenDue } from '../use-cases/request-pass.ts';
import { currentPass, type Pass } from '../statements/passes.ts';

export interface WorkerOptions {
  readonly live: LiveContext;
  readonly pass: Omit<PassContext, 'signal' | 'between'>;
  readonly passEveryMs: number;
  readonly solvesPerSecond: number;
  readonly isFollowing: () => boolean;
  readonly clock: () => number;
}

const REST_MS = 1_000;
/** The first pass waits at most this long for the events to be followed, so that they need not repeat it. */
const MAX_WAIT_FOR_EVENTS_MS = 5_000;
const WAIT_MS = 50;
/** A solution of fewer items at once would cost more statements than work. */
const SOLVE_EVERY_MS = 200;

/** Runs passes, and between their pieces and between passes learns what changed. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #allowance: Allowance;
  /** The last pass whose evidence is in memory. */
  #prepared = 0;
  #preparedAt = 0;
  /** The last pass that was finished while this process worked on it. */
  #finished = 0;
  #isReading = false;
  #missed = false;
  #lastSolve = Number.NEGATIVE_INFINITY;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#allowance = new Allowance(options.solvesPerSecond, options.clock());
  }

  /** Events before this moment may have been missed, so a pass must read everything after it. */
  mayHaveMissed(): void {
    this.#missed = this.#isReading;
  }

  /** Ends when the signal aborts. A pass that was interrupted goes on in the next run. */
  async run(signal: AbortSignal): Promise<void> {
    const { pass } = this.#options;
    try {
      await this.#waitForEvents(signal);
      this.#isReading = true;
      await this.#loop({ ...pass, signal, between: async () => this.#learnLive() });
    } finally {
      await pass.knowledge.close();
    }
  }

  async #loop(context: PassContext): Promise<void> {
    const { database, signal } = context;
    const { passEveryMs, clock } = this.#options;
    let lookedAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      if (clock() - lookedAt >= REST_MS) {
        lookedAt = clock();
        const open = (await currentPass(database)) ?? (await this.#request(passEveryMs));
        if (open !== undefined) await this.#work(context, open);
      }
      if (signal.aborted) return;
      await this.#learnLive();
      await this.#rest(signal);
    }
  }

  async #request(everyMs: number): Promise<Pass | undefined> {
    const { database, now } = this.#options.pass;
    // The first pass of a process reads the evidence, so it does not wait for its time.
    if (this.#prepared === 0 || this.#missed) {
      this.#missed = false;
      return requestPass(database, now());
    }
    await requestWhenDue(database, everyMs, now());
    return undefined;
  }

  async #waitForEvents(signal: AbortSignal): Promise<void> {
    const { clock, isFollowing } = this.#options;
    const deadline = clock() + MAX_WAIT_FOR_EVENTS_MS;
    while (!signal.aborted && !isFollowing() && clock() < deadline)
      await sleep(WAIT_MS, undefined, { signal, ref: false }).catch(() => {});
  }

  async #work(context: PassContext, pass: Pass): Promise<void> {
    if (this.#prepared !== pass.pass) {
      const readAt = context.now().getTime();
      await preparePass(context, pass);
      if (context.signal.aborted) return;
      this.#prepared = pass.pass;
      this.#preparedAt = readAt;
    }
    if (!(await solvePass(context, pass))) return;
    this.#options.live.marks.dropUntil(this.#preparedAt);
    if (this.#finished < pass.pass) this.#options.pass.logger.info({ pass_id: pass.pass_id }, 'the pass is finished');
    this.#finished = pass.pass;
  }

  async #learnLive(): Promise<void> {
    const { live, clock } = this.#options;
    if (!live.changes.isEmpty) await takeChanges(live, this.#prepared);
    if (live.marks.size === 0 || clock() - this.#lastSolve < SOLVE_EVERY_MS) return;
    this.#lastSolve = clock();
    const count = this.#allowance.take(live.marks.size, clock());
    if (count > 0) await solveMarked(live, count);
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const { changes, marks } = this.#options.live;
    if (!changes.isEmpty) return;
    const woken = new AbortController();
    changes.onChange(() => woken.abort());
    const both = AbortSignal.any([signal, woken.signal]);
    await sleep(marks.size > 0 ? SOLVE_EVERY_MS : REST_MS, undefined, { signal: both, ref: false }).catch(() => {});
    changes.onChange(() => {});
  }
}
