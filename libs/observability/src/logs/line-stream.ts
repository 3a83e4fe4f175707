import { writeSync } from 'node:fs';

/** Maximum loss of a killed process; one that ends by itself, even by an error, loses nothing. */
const FLUSH_EVERY_MS = 100;
const FLUSH_AT_CHARACTERS = 8_192;
/** Further lines are lost while a slow reader leaves this much unread. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** How long the end of a process waits for a slow reader, and how often it checks. */
const END_TIMEOUT_MS = 1_000;
const LOOK_EVERY_MS = 10;
const NEWLINE = 10;

/** Hooks must not throw. */
export interface LineStreamHooks {
  /** Number of lines that could not be written; no error when a reader is too slow. */
  readonly onLost: (lines: number, error: Error | undefined) => void;
  /** The system accepted the bytes, once for many lines. */
  readonly onWritten: () => void;
}

const open = new Set<LineStream>();
process.on('exit', () => {
  for (const stream of open) stream.end();
});

/**
 * Writes whole lines, many at once, because one write per line costs as much as many an event. A full disk or a closed
 * console neither stops the service nor delays its end; pino's own streams would retry for ever at the end. Lines that
 * the system refuses are lost and counted; the next lines are tried again.
 */
export class LineStream {
  readonly #fd: number;
  readonly #hooks: LineStreamHooks | undefined;
  #lines = '';
  /** Bytes that the system has not accepted yet. */
  #rest = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;
  /** Whether the last write ended inside a line, whose rest is lost or still to come. */
  #isInsideLine = false;

  /** @param fd owned by the caller, who closes it after the end */
  constructor(fd: number, hooks?: LineStreamHooks) {
    this.#fd = fd;
    this.#hooks = hooks;
    open.add(this);
  }

  write(line: string): void {
    // The descriptor may belong to another file by now.
    if (this.#hasEnded) return;
    this.#lines += line;
    // Do not retry a slow reader every few lines.
    if (this.#lines.length >= FLUSH_AT_CHARACTERS && this.#rest.length === 0) this.#flush();
    else this.#flushSoon();
  }

  /** Writes the waiting lines; lines that a slow reader does not take in time, and later ones, are lost. */
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
    // Ends a line whose rest was lost, so that the next one is whole.
    if (this.#isInsideLine && this.#rest.length === 0) this.#rest = this.#write(Buffer.concat([LINE_END, bytes]), 1);
    else this.#rest = this.#write(bytes, 0);
    if (this.#rest.length > MAX_WAITING_BYTES) {
      // Except the end of a line in progress.
      const kept = this.#rest.subarray(0, this.#rest.indexOf(NEWLINE) + 1);
      this.#lost(linesIn(this.#rest) - linesIn(kept), undefined);
      this.#rest = kept;
    }
    if (this.#rest.length > 0) this.#flushSoon();
  }

  /**
   * @param added number of leading line ends that end no line of these bytes
   * @returns bytes to retry: the rest for a slow reader, nothing when writing fails
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
