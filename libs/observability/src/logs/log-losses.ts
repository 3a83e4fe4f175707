import type { LineStreamHooks } from './line-stream.ts';

/** Reports an intermittent outage at most this often. */
const SAID_EVERY_MS = 60_000;

export interface LogLossesOptions {
  /** The file with every line: when it is written again, the outage is over. */
  readonly central: string;
  /** Reports that lines of a file are lost. */
  readonly onOutage: (file: string, error: Error | undefined) => void;
  /** Reports that the files are written again, with the number of lost lines. */
  readonly onEnd: (lines: number) => void;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Counts the lines that log files lose, as on a full disk, and reports each outage once. */
export class LogLosses {
  readonly #options: LogLossesOptions;
  readonly #failing = new Set<string>();
  #listener: (file: string, lines: number) => void = () => {};
  #lines = 0;
  #saidAt = -Infinity;

  constructor(options: LogLossesOptions) {
    this.#options = options;
  }

  /** Calls the listener with every loss from now on. */
  listen(listener: (file: string, lines: number) => void): void {
    this.#listener = listener;
  }

  hooksFor(file: string): LineStreamHooks {
    return {
      onLost: (lines, error) => this.#lost(file, lines, error),
      onWritten: () => this.#written(file),
    };
  }

  #lost(file: string, lines: number, error: Error | undefined): void {
    const { clock, onOutage } = this.#options;
    this.#lines += lines;
    this.#listener(file, lines);
    const isNew = this.#failing.size === 0;
    this.#failing.add(file);
    if (!isNew || clock() - this.#saidAt < SAID_EVERY_MS) return;
    this.#saidAt = clock();
    onOutage(file, error);
  }

  /** A quiet file may have no lines for hours, so the central one decides for all. */
  #written(file: string): void {
    if (!this.#failing.delete(file)) return;
    if (file === this.#options.central) this.#failing.clear();
    if (this.#failing.size > 0) return;
    const lines = this.#lines;
    this.#lines = 0;
    this.#options.onEnd(lines);
  }
}
