import { writeSync } from 'node:fs';

/** What a process that is killed loses of its log, at most; one that ends by itself, even by an error, loses nothing. */
const FLUSH_EVERY_MS = 100;
const FLUSH_AT_CHARACTERS = 8_192;
/** While a slow reader leaves this much waiting, further lines are lost. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** How long the end of a process waits for a reader that is slow, and how often it looks. */
const END_TIMEOUT_MS = 1_000;
const LOOK_EVERY_MS = 10;
const NEWLINE = 10;

/** Called with what became of lines; must not throw. */
export interface LineStreamHooks {
  /** So many lines could not be written; without an error, because a reader is too slow. */
  readonly onLost: (lines: number, error: Error | undefined) => void;
  /** The system took what was given to it, once for many lines. */
  readonly onWritten: () => void;
}

const open = new Set<LineStream>();
process.on('exit', () => {
  for (const stream of open) stream.end();
});

/**
 * Writes lines whole, many at once: a write of its own for each costs as much as many an event that it tells of. A full
 * disk or a console that has gone neither ends the service nor keeps it from ending, as pino's own streams would: at the
 * end these try for ever to write what cannot be written. Lines that the system does not take are lost and counted; the
 * next lines are tried again.
 */
export class LineStream {
  readonly #fd: number;
  readonly #hooks: LineStreamHooks | undefined;
  #lines = '';
  /** What the system did not take yet. */
  #rest = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;
  /** Whether what was written last is the beginning of a line, whose rest is lost or still to come. */
  #isInsideLine = false;

  /** @param fd the caller's, to be closed after the end and not before */
  constructor(fd: number, hooks?: LineStreamHooks) {
    this.#fd = fd;
    this.#hooks = hooks;
    open.add(this);
  }

  write(line: string): void {
    // The number may be another file's by now.
    if (this.#hasEnded) return;
    this.#lines += line;
    // A reader that is slow is not asked again with every few lines.
    if (this.#lines.length >= FLUSH_AT_CHARACTERS && this.#rest.length === 0) this.#flush();
    else this.#flushSoon();
  }

  /** Writes what waits; what a slow reader does not take in time is lost, and so is what comes later. */
  end(): void {
    this.#hasEnded = true;
    const deadline = Date.now() + END_TIMEOUT_MS;
    this.#flush();
    while (this.#rest.length > 0 && Date.now() < deadline) {
      sleepSync(LOOK_EVERY_MS);
      this.#flush();
    }
    this.#lost(linesIn(this.#rest), undefined);
    clearTimeout(this.#timer);
    open.delete(this);
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_EVERY_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = Buffer.concat([this.#rest, Buffer.from(this.#lines)]);
    this.#lines = '';
    if (bytes.length === 0) return;
    // A line whose rest was lost ends here, so that the next one is whole.
    if (this.#isInsideLine && this.#rest.length === 0) this.#rest = this.#write(Buffer.concat([LINE_END, bytes]), 1);
    else this.#rest = this.#write(bytes, 0);
    if (this.#rest.length > MAX_WAITING_BYTES) {
      // But for the end of a line that was begun.
      const kept = this.#rest.subarray(0, this.#rest.indexOf(NEWLINE) + 1);
      this.#lost(linesIn(this.#rest) - linesIn(kept), undefined);
      this.#rest = kept;
    }
    if (this.#rest.length > 0) this.#flushSoon();
  }

  /**
   * @param added line ends at the beginning that end no line of these bytes
   * @returns what is to be tried again: of a reader that is slow the rest; nothing where writing fails
   */
  #write(bytes: Buffer, added: number): Buffer<ArrayBuffer> {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
    } catch (error) {
      if (written > 0) this.#isInsideLine = bytes[written - 1] !== NEWLINE;
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return Buffer.from(bytes.subarray(written));
      this.#lost(linesIn(bytes.subarray(written)) - (written === 0 ? added : 0), error as Error);
      return Buffer.alloc(0);
    }
    this.#isInsideLine = false;
    this.#hooks?.onWritten();
    return Buffer.alloc(0);
  }

  #lost(lines: number, error: Error | undefined): void {
    if (lines > 0) this.#hooks?.onLost(lines, error);
  }
}

const LINE_END = Buffer.from('\n');

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
