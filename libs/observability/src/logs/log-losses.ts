import type { LineStreamHooks } from './line-stream.ts';

/** During an outage that comes and goes it is said this often at most. */
const SAID_EVERY_MS = 60_000;

export interface LogLossesOptions {
  /** The file that has every line: when it is written again, the outage is over. */
  readonly central: string;
  /** Says where a person looks that lines of a file are lost. */
  readonly onOutage: (file: string, error: Error | undefined) => void;
  /** Says that the files are written again, and how many lines were lost meanwhile. */
  readonly onEnd: (lines: number) => void;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** Counts the lines that log files do not take, such as those of a full disk, and says so once for each outage. */
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

  /** A file that has few lines may have none for hours: the central one speaks for all. */
  #written(file: string): void {
    if (!this.#failing.delete(file)) return;
    if (file === this.#options.central) this.#failing.clear();
    if (this.#failing.size > 0) return;
    const lines = this.#lines;
    this.#lines = 0;
    this.#options.onEnd(lines);
  }
}
